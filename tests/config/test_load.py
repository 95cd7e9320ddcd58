"""Loading one plan file: what it gives, where its paths lead, and every way in which it can be refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from estate_opt.config.load import load_plan_file
from estate_opt.errors import ConfigError
from estate_opt.policies import Access, Kind, Protect, Reduction
from tests.config.files import ESTATE, only_problem, problems_of, write


def test_a_small_plan_file_has_everything_else_by_default(tmp_path: Path) -> None:
    plan_file = load_plan_file(write(tmp_path, "small.toml", ESTATE))
    assert plan_file.scenario == "small"
    assert plan_file.title == "small"
    assert [rule.id for rule in plan_file.policies.all()] == ["relocation"]
    assert plan_file.policies.relocation.max_ended_share == 0.0
    assert plan_file.inputs.priority is None
    assert plan_file.preferences.weights == {
        "condition": 1.0, "location": 1.0, "flexibility": 0.5, "local_importance": 0.5, "running_cost": 1.0,
        "one_off": 0.25, "disruption": 0.5, "travel": 1.0, "ended": 5.0,
    }  # fmt: skip
    assert (plan_file.solve.solver, plan_file.solve.gap, plan_file.solve.seed) == ("highs", 0.01, 1)


def test_a_section_holds_one_rule_or_several(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "rules.toml",
        ESTATE
        + """
        [policies.reduction]
        share = 0.6
        kind = "must"
        [[policies.access]]
        service = "library"
        km = 1.6
        share = 0.9
        [[policies.access]]
        service = "library"
        minutes = 20
        no_worse_than_today = 0.9
        [[policies.access]]
        service = "library"
        id = "access-library-2"
        km = 3
        share = 1
        [[policies.protect]]
        building = "0012/A"
        decision = "keep"
        reason = "Listed"
        owner = "Executive Board"
        review_date = 2029-04-01
        """,
    )
    rules = load_plan_file(path).policies.all()
    assert [rule.id for rule in rules] == [
        "reduction", "access-library", "access-library-3", "access-library-2", "protect-0012-A", "relocation",
    ]  # fmt: skip
    reduction, first, second, third, protect, _ = rules
    assert isinstance(reduction, Reduction)
    assert reduction.kind is Kind.MUST
    assert isinstance(first, Access)
    assert isinstance(second, Access)
    assert isinstance(third, Access)
    assert (first.km, second.minutes, third.share) == (1.6, 20, 1.0)
    assert isinstance(protect, Protect)
    assert (protect.building, protect.review_date, protect.kind) == ("0012/A", date(2029, 4, 1), Kind.MUST)


def test_relocation_may_be_a_list_of_one_but_not_of_two(tmp_path: Path) -> None:
    one = ESTATE + "[[policies.relocation]]\nnearest = 5\n"
    assert load_plan_file(write(tmp_path, "one.toml", one)).policies.relocation.nearest == 5
    problem = only_problem(write(tmp_path, "two.toml", one + "[[policies.relocation]]\nnearest = 6\n"))
    assert (problem.column, problem.row) == ("policies.relocation", 3)
    assert problem.message == "A plan has one rule of this kind."


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").mkdir()
    text = ESTATE + '[outputs]\nmaps = "here"\n'
    path = write(tmp_path / "models", "a.toml", text)
    plan_file = load_plan_file(path)
    assert plan_file.inputs.estate == tmp_path / "data/tiny"
    assert plan_file.outputs.runs == tmp_path / "runs"
    assert plan_file.outputs.maps == tmp_path / "models/here"
    monkeypatch.chdir(tmp_path)
    assert load_plan_file("models/a.toml").inputs.estate == Path("data/tiny")


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", f'[inputs]\nestate = "{tmp_path.as_posix()}/x"\n')
    assert load_plan_file(path).inputs.estate == tmp_path / "x"


@pytest.mark.parametrize("value", ["", "  ", "\\u0000"])
def test_a_text_that_is_no_path_is_refused(tmp_path: Path, value: str) -> None:
    problem = only_problem(write(tmp_path, "a.toml", f'[inputs]\nestate = "{value}"\n'))
    assert (problem.row, problem.column, problem.message) == (2, "inputs.estate", "This cannot be a path.")


def test_a_path_through_a_link_keeps_its_meaning(tmp_path: Path) -> None:
    (tmp_path / "real/models").mkdir(parents=True)
    (tmp_path / "models").symlink_to(tmp_path / "real/models", target_is_directory=True)
    write(tmp_path / "real/models", "a.toml", ESTATE)
    estate = load_plan_file(tmp_path / "models/a.toml").inputs.estate
    assert estate.resolve() == (tmp_path / "real/data/tiny").resolve()


@pytest.mark.parametrize(
    ("file", "scenario"),
    [("Leeds 2027 (draft).toml", "Leeds-2027-draft-"), ("Überblick.toml", "Überblick"), ("...toml", "plan")],
)
def test_a_scenario_is_called_after_its_file_as_a_folder_may_be(tmp_path: Path, file: str, scenario: str) -> None:
    assert load_plan_file(write(tmp_path, file, ESTATE)).scenario == scenario


@pytest.mark.parametrize("scenario", ["../up", "a/b", "-x", ".hidden", "a\\\\b", "ends.", "con", "NUL.v2", "com1"])
def test_a_scenario_that_cannot_be_a_folder_is_refused(tmp_path: Path, scenario: str) -> None:
    problem = only_problem(write(tmp_path, "a.toml", f'scenario = "{scenario}"\n{ESTATE}'))
    assert (problem.column, problem.row) == ("scenario", 1)
    assert "such as north-leeds" in problem.message


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf" + ESTATE.replace("\n", "\r\n").encode() + b"[solve]\r\ngap = 2\r\n")
    problem = only_problem(path)
    assert (problem.row, problem.column) == (4, "solve.gap")


class TestRefusedFiles:
    def test_missing_file_with_a_near_name(self, tmp_path: Path) -> None:
        write(tmp_path, "demo.toml", ESTATE)
        problem = only_problem(tmp_path / "dmo.toml")
        assert problem.message == f"There is no file {tmp_path / 'dmo.toml'}."
        assert problem.remedy == "Did you mean 'demo.toml'?"

    def test_missing_file_among_others(self, tmp_path: Path) -> None:
        write(tmp_path, "base.toml", ESTATE)
        assert only_problem(tmp_path / "zzzz.toml").remedy == "In its folder are: base.toml."

    def test_missing_folder(self, tmp_path: Path) -> None:
        assert only_problem(tmp_path / "none/a.toml").remedy == "Check the path."

    def test_a_folder(self, tmp_path: Path) -> None:
        assert only_problem(tmp_path).message == f"{tmp_path} is a folder."

    def test_wrong_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "a.toml"
        path.write_bytes(b'title = "x"\n# caf\xe9\n')
        problem = only_problem(path)
        assert (problem.source, problem.row) == (str(path), 2)
        assert "UTF-8" in problem.message
        assert "Save it as UTF-8" in problem.remedy

    def test_utf16_as_windows_writes_it(self, tmp_path: Path) -> None:
        path = tmp_path / "a.toml"
        path.write_bytes(ESTATE.encode("utf-16"))
        assert "UTF-8" in only_problem(path).message

    @pytest.mark.parametrize(
        ("text", "line", "column", "says"),
        [
            ("[inputs]\nestate = data\n", 2, "column 10", "invalid value"),
            ("[inputs\nestate = 1\n", 1, "column 8", "]"),
            ("a = 1\na = 2\n", 2, "column 6", "overwrite"),
            ("a = 'x", 1, "", ""),
            ("a = \n", 1, "column 5", "invalid value"),
        ],
    )
    def test_not_toml(self, tmp_path: Path, text: str, line: int, column: str, says: str) -> None:
        problem = only_problem(write(tmp_path, "a.toml", text))
        assert (problem.row, problem.column) == (line, column)
        assert problem.message.startswith("This is not TOML: ")
        assert says in problem.message
        assert "at line" not in problem.message

    def test_not_toml_at_its_end(self, tmp_path: Path) -> None:
        problem = only_problem(write(tmp_path, "a.toml", 'b = 1\na = """x\ny\n'))
        assert problem.row == 3

    def test_nested_too_deeply(self, tmp_path: Path) -> None:
        problem = only_problem(write(tmp_path, "a.toml", f"a = {'[' * 20_000}{']' * 20_000}\n"))
        assert problem.message.startswith("This is not TOML: ")

    def test_an_empty_file_lacks_its_estate(self, tmp_path: Path) -> None:
        problem = only_problem(write(tmp_path, "a.toml", ""))
        assert (problem.column, problem.message) == ("inputs", "This key is missing.")


class TestRefusedKeys:
    @pytest.mark.parametrize(
        ("text", "line", "key", "remedy"),
        [
            ("[solv]\ngap = 0.1\n", 3, "solv", "Did you mean 'solve'?"),
            ("[solve]\ngaps = 0.1\n", 4, "solve.gaps", "Did you mean 'gap'?"),
            ("[policies.reducton]\nshare = 0.1\n", 3, "policies.reducton", "Did you mean 'reduction'?"),
            (
                "[policies.reduction]\nshare = 0.1\nwieght = 2\n",
                5,
                "policies.reduction.wieght",
                "Did you mean 'weight'?",
            ),
            ("[inputs.priority]\nward = ['A']\nwards = ['A']\n", 4, "inputs.priority.ward", "Did you mean 'wards'?"),
            ("[preferences]\nconditions = 1\n", 4, "preferences.conditions", "Did you mean 'condition'?"),
            ("[outputs]\nzzzzz = 1\n", 4, "outputs.zzzzz", "Known here are: geopackage, map, maps, runs, workbook."),
        ],
    )
    def test_unknown_keys_name_the_nearest(self, tmp_path: Path, text: str, line: int, key: str, remedy: str) -> None:
        problem = only_problem(write(tmp_path, "a.toml", ESTATE + text))
        assert (problem.row, problem.column, problem.remedy) == (line, key, remedy)
        assert problem.message == "There is no such key."

    @pytest.mark.parametrize(
        ("text", "line", "key", "message"),
        [
            ("[solve]\ngap = '0.1'\n", 4, "solve.gap", "It should be a number."),
            ("[solve]\ngap = true\n", 4, "solve.gap", "It should be a number."),
            ("[solve]\nseed = 1.5\n", 4, "solve.seed", "It should be a whole number."),
            ("[solve]\ngap = nan\n", 4, "solve.gap", "It should be a finite number."),
            ("[solve]\ntime_limit_seconds = inf\n", 4, "solve.time_limit_seconds", "It should be a finite number."),
            ("[solve]\ntime_limit_seconds = 0\n", 4, "solve.time_limit_seconds", "It should be greater than 0."),
            ("[outputs]\nmap = 1\n", 4, "outputs.map", "It should be true or false."),
            ("[outputs]\nruns = 1\n", 4, "outputs.runs", "It should be a text in quotes."),
            ("[preferences]\ncondition = -1\n", 4, "preferences.condition", "It should be greater than or equal to 0."),
            (
                "[preferences]\nreceipts = 'lots'\n",
                4,
                "preferences.receipts",
                "It should be 'none', 'low', 'central' or 'high'.",
            ),
            (
                "[preferences]\ntravel_bands_km = [\n1,\n'b']\n",
                6,
                "preferences.travel_bands_km[2]",
                "It should be a number.",
            ),
            (
                "[policies.reduction]\nshare = 60\n",
                4,
                "policies.reduction.share",
                "It should be less than or equal to 1.",
            ),
            (
                "[policies.reduction]\nshare = 1\nkind = 'should'\n",
                5,
                "policies.reduction.kind",
                "It should be 'must' or 'aim'.",
            ),
            (
                "[preferences]\ntravel_bands_km = []\n",
                4,
                "preferences.travel_bands_km",
                "It should have at least 1 item, not 0.",
            ),
            ("[[solve]]\ngap = 0.1\n", 3, "solve", "It should be a table."),
            ("[policies]\nrelocation = 3\n", 4, "policies.relocation", "A plan has one rule of this kind."),
            (
                "[solve]\noptions = { a = {} }\n",
                4,
                "solve.options.a",
                "It should be a text in quotes or a whole number or a number or true or false.",
            ),
            ("[policies]\ncarbon = 0.4\n", 4, "policies.carbon", "This is not a rule."),
            ("[policies]\ncarbon = [0.4]\n", 4, "policies.carbon[1]", "It should be a table."),
        ],
    )
    def test_wrong_types_and_ranges(self, tmp_path: Path, text: str, line: int, key: str, message: str) -> None:
        problem = only_problem(write(tmp_path, "a.toml", ESTATE + text))
        assert (problem.row, problem.column, problem.message) == (line, key, message)

    def test_a_wrong_value_is_shown_with_what_the_key_means(self, tmp_path: Path) -> None:
        problem = only_problem(write(tmp_path, "a.toml", ESTATE + "[solve]\nthreads = 0\n"))
        assert problem.value == "0"
        assert problem.remedy.startswith("It means: Processor cores to use")

    def test_a_value_that_fits_no_alternative_is_one_problem(self, tmp_path: Path) -> None:
        text = ESTATE + "[policies.presence]\nat_least = 2\nareas = 'each_wrd'\n"
        problem = only_problem(write(tmp_path, "a.toml", text))
        assert (problem.row, problem.column) == (5, "policies.presence.areas")
        assert "'each_ward'" in problem.message
        assert problem.message.endswith("or a list.")

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("[policies.reduction]\n", "exactly one of share, number and retain (none is given)"),
            ("[policies.reduction]\nshare = 0.1\nretain = 2\n", "(given: share, retain)"),
            ("[policies.access]\nservice = 'x'\nshare = 1\n", "either km or minutes (none is given)"),
            (
                "[policies.access]\nservice = 'x'\nkm = 1\nshare = 1\nno_worse_than_today = 1\n",
                "exactly one of share, no_worse_than_today and share_in_reach",
            ),
            ("[policies.utilisation]\n", "give a floor, a ceiling or both"),
            ("[policies.utilisation]\nfloor = 0.9\nceiling = 0.8\n", "floor (0.9) is above the ceiling (0.8)"),
            (
                "[policies.running_cost]\nsaving_share = 0.1\ncap_gbp_per_year = 5\n",
                "(given: saving_share, cap_gbp_per_year)",
            ),
            ("[policies.front_door]\nservices = ['a', 'b']\nat_least = 3\n", "cannot offer 3 of 2"),
            ("[policies.front_door]\nservices = ['a', 'a']\nat_least = 2\n", "names 'a' more than once"),
            ("[policies.presence]\nof = 'services'\nservices = ['a']\nat_least = 2\n", "no area can have 2 of 1"),
            ("[inputs.priority]\n", "either wards or rank_at_most (none is given)"),
            ("[inputs.priority]\nrank_at_most = 3\n", "rank_at_most and vintage go together"),
            ("[inputs.priority]\nwards = ['A']\nvintage = '2019'\n", "rank_at_most and vintage go together"),
        ],
    )
    def test_keys_that_go_together_or_not(self, tmp_path: Path, text: str, says: str) -> None:
        problem = only_problem(write(tmp_path, "a.toml", ESTATE + text))
        assert says in problem.message[:1].lower() + problem.message[1:]
        assert problem.row == 3

    def test_missing_keys_are_named_with_their_meaning(self, tmp_path: Path) -> None:
        problems = problems_of(write(tmp_path, "a.toml", ESTATE + "\n[policies.protect]\nbuilding = 'B'\n"))
        assert [p.column for p in problems] == [
            f"policies.protect-B.{key}" for key in ("reason", "owner", "review_date")
        ]
        assert {p.row for p in problems} == {4}
        assert problems[0].remedy == "Add it: why; shown to residents."

    @pytest.mark.parametrize(
        ("preferences", "says"),
        [
            (
                "\n".join(
                    f"{term} = 0"
                    for term in (
                        "condition",
                        "location",
                        "flexibility",
                        "local_importance",
                        "running_cost",
                        "one_off",
                        "carbon",
                        "disruption",
                        "travel",
                        "ended",
                    )
                ),
                "every weight is 0",
            ),
            ("condition_scores = { A = 1, B = 0.5 }", "no score for grade C, D"),
            ("travel_bands_km = [1, 1]", "travel_bands_km must rise"),
            ("travel_bands_km = [2, 1]", "travel_bands_km must rise"),
            ("travel_services = ['a', 'b', 'a']", "names 'a' more than once"),
        ],
    )
    def test_preferences_that_cannot_be(self, tmp_path: Path, preferences: str, says: str) -> None:
        problem = only_problem(write(tmp_path, "a.toml", f"{ESTATE}[preferences]\n{preferences}\n"))
        assert says in problem.message[:1].lower() + problem.message[1:]

    def test_two_rules_of_one_id(self, tmp_path: Path) -> None:
        text = ESTATE + "[policies.carbon]\nid = 'x'\ncut_share = 0.1\n[policies.reduction]\nshare = 0.1\nid = 'x'\n"
        problem = only_problem(write(tmp_path, "a.toml", text))
        assert (problem.value, problem.message) == ("x", "Another rule has this id.")
        assert problem.row == 4  # the second in the order of the sections

    @pytest.mark.parametrize("rule", ["a b", "a.b", "-a", "a/b"])
    def test_an_id_that_cannot_name_a_column(self, tmp_path: Path, rule: str) -> None:
        text = ESTATE + f"[policies.carbon]\nid = '{rule}'\ncut_share = 0.1\n"
        assert only_problem(write(tmp_path, "a.toml", text)).row == 4

    def test_everything_at_once_in_the_order_of_the_schema(self, tmp_path: Path) -> None:
        path = write(
            tmp_path,
            "a.toml",
            """
            sovle = 1
            [inputs]
            detour = 0.5
            [policies.reduction]
            share = 0.6
            number = 3
            [[policies.access]]
            service = "library"
            id = "twice"
            km = 1
            share = 2
            [policies.quota]
            id = "twice"
            share = 0.5
            [solve]
            gap = "small"
            """,
        )
        problems = problems_of(path)
        assert [(p.row, p.message) for p in problems] == [
            (13, "Another rule has this id."),
            (2, "This key is missing."),
            (3, "It should be greater than or equal to 1."),
            (4, "Give exactly one of share, number and retain (given: share, number)."),
            (11, "It should be less than or equal to 1."),
            (16, "It should be a number."),
            (1, "There is no such key."),
        ]
        assert {p.source for p in problems} == {str(path)}

    def test_the_error_says_it_all_in_text(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.toml", ESTATE + "[solve]\nsede = 3\n")
        with pytest.raises(ConfigError) as refused:
            load_plan_file(path)
        assert str(refused.value) == f"{path}, line 4, solve.sede: There is no such key. Did you mean 'seed'?"
        assert refused.value.exit_code == 1
