"""Photos: small, upright, without what a camera adds; what is no photo of a building is refused by name."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from estate_opt.errors import InputError
from estate_opt.publishing import Photos, Site, write_site
from estate_opt.publishing.photos import CAPTIONS, LARGEST
from tests.publishing.sites import tiny_site
from tests.tiny import tiny_estate_with_partner

BUILDINGS = tiny_estate_with_partner().buildings
HOSTILE = "<script>alert(1)</script>\"'&"


def picture(size: tuple[int, int] = (900, 600), mode: str = "RGB", colour: object = "navy") -> Image.Image:
    return Image.new(mode, size, colour)  # type: ignore[arg-type]


def save(path: Path, made: Image.Image, **settings: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    made.save(path, **settings)  # type: ignore[arg-type]
    return path


def read(folder: Path) -> Photos:
    return Photos.of(folder, BUILDINGS)


def refused(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder)
    return [str(problem) for problem in caught.value.problems]


def test_no_folder_is_no_photo(tmp_path: Path) -> None:
    assert read(tmp_path / "photos").by_building == {}


@pytest.mark.parametrize(("ending", "kind"), [("jpg", "JPEG"), ("JPEG", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_photo_is_written_small_as_jpeg(tmp_path: Path, ending: str, kind: str) -> None:
    save(tmp_path / f"B1.{ending}", picture((2000, 1000)), format=kind)
    photo = read(tmp_path).by_building["B1"]
    with Image.open(io.BytesIO(photo.content)) as found:
        assert found.format == "JPEG"
        assert found.size == (photo.width, photo.height) == (640, 320)
        red, green, blue = found.convert("RGB").getpixel((10, 10))
    assert (red < 20, green < 20, blue > 100) == (True, True, True)


def test_what_a_camera_adds_stays_behind(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (53.0, 47.0, 0.0)  # where it was taken
    save(tmp_path / "B1.jpg", picture((800, 400)), exif=exif, comment=b"private")
    photo = read(tmp_path).by_building["B1"]
    with Image.open(io.BytesIO(photo.content)) as found:
        assert len(found.getexif()) == 0
        assert "exif" not in found.info
        assert "comment" not in found.info
    assert b"somebody" not in photo.content
    assert photo.height > photo.width, "it stands upright"


def test_the_same_photo_gives_the_same_bytes_and_small_ones_stay(tmp_path: Path) -> None:
    save(tmp_path / "B1.png", picture((60, 40), "RGBA", (255, 0, 0, 0)))
    one, other = (read(tmp_path).by_building["B1"] for _ in range(2))
    assert one == other
    assert (one.width, one.height) == (60, 40)
    with Image.open(io.BytesIO(one.content)) as found:
        assert found.getpixel((5, 5)) == (255, 255, 255), "what is seen through is white"


def test_a_photo_fits_its_place(tmp_path: Path) -> None:
    save(tmp_path / "B1.png", picture((100, 3000)))
    photo = read(tmp_path).by_building["B1"]
    assert photo.height == LARGEST[1]
    assert 1 <= photo.width <= LARGEST[0]


def test_all_that_is_no_photo_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "B1.jpg").write_text("not a picture")
    save(tmp_path / "B2.png", picture())
    cut = (tmp_path / "B2.png").read_bytes()[:200]
    (tmp_path / "B2.png").write_bytes(cut)
    (tmp_path / "B3.gif").write_bytes(b"GIF89a")
    save(tmp_path / "B33.jpg", picture())
    (tmp_path / "B4.svg").write_text("<svg onload='alert(1)'/>")
    (tmp_path / "more").mkdir()
    said = refused(tmp_path)
    assert len(said) == 6
    assert any("photos/B1.jpg: This is no picture that can be opened" in line for line in said)
    assert any("photos/B2.png: This is no picture that can be opened" in line for line in said)
    assert any("photos/B3.gif: This is not the name of a photo. Photos end in .jpg" in line for line in said)
    assert any("photos/B33.jpg = 'B33': No building has this id. Did you mean 'B3'" in line for line in said)
    assert any("photos/more: This is not a file" in line for line in said)
    assert not any(str(tmp_path) in line for line in said), "no folder of a machine is named"


def test_another_format_behind_a_known_ending_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "B1.jpg", picture(), format="BMP")
    assert len(refused(tmp_path)) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = save(tmp_path / "secret.png", picture())
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "B1.png").symlink_to(outside)
    assert "not a file of this folder" in refused(tmp_path / "photos")[0]


def test_a_picture_that_would_fill_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "B1.png", picture((400, 400)))
    monkeypatch.setattr("estate_opt.publishing.photos.MOST_PIXELS", 100_000)
    assert "too many pixels" in refused(tmp_path)[0]
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000)
    assert "no picture that can be opened" in refused(tmp_path)[0]


def test_two_photos_of_a_building_are_one_too_many(tmp_path: Path) -> None:
    save(tmp_path / "B1.jpg", picture())
    save(tmp_path / "B1.png", picture())
    assert "two photos" in refused(tmp_path)[0]


@pytest.mark.parametrize("name", ["<script>alert(1)<.jpg", "'; drop table.png", "🏛.webp", "B1 .jpg", "..jpg.png"])
def test_a_hostile_name_belongs_to_no_building(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").mkdir()
    picture().save(tmp_path / "x" / name, format="PNG")
    said = refused(tmp_path / "x") if not name.startswith(".") else []
    assert all("No building has this id" in line for line in said)
    if not said:
        assert read(tmp_path / "x").by_building == {}


def test_what_systems_leave_behind_is_no_photo(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    assert read(tmp_path).by_building == {}


def test_captions_say_what_is_seen(tmp_path: Path) -> None:
    save(tmp_path / "B1.jpg", picture())
    save(tmp_path / "B2.jpg", picture())
    (tmp_path / CAPTIONS).write_text("\ufeffbuilding_id,alt\nB1,The entrance from Mill Lane\n\n", encoding="utf-8")
    found = read(tmp_path).by_building
    assert found["B1"].alt == "The entrance from Mill Lane"
    assert found["B2"].alt == "Photograph of Chapel Street Centre"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("building,alt\nB1,x\n", "Columns are missing: building_id"),
        ("", "Columns are missing: building_id, alt"),
        ("building_id,alt\nB9,x\n", "captions.csv, line 2, building_id = 'B9': No building has this id."),
        ("building_id,alt\nB1,x\nB1,y\n", "line 3, building_id = 'B1': This building has two lines."),
        ("building_id,alt\nB1, \n", "It does not say what the photo shows."),
        ("building_id,alt\nB1\n", "too few cells"),
        ("building_id,alt\nB2,x\n", "There is no photo of this building."),
        ('building_id,alt\nB1,"x\n', "It cannot be read"),
    ],
)
def test_wrong_captions_are_told_by_line(tmp_path: Path, text: str, said: str) -> None:
    save(tmp_path / "B1.jpg", picture())
    (tmp_path / CAPTIONS).write_text(text, encoding="utf-8")
    assert any(said in line for line in refused(tmp_path))


def test_captions_in_another_encoding_are_told(tmp_path: Path) -> None:
    save(tmp_path / "B1.jpg", picture())
    (tmp_path / CAPTIONS).write_bytes("building_id,alt\nB1,café\n".encode("latin-1"))
    assert "UTF-8" in refused(tmp_path)[0]


def test_a_photo_stands_on_its_page_and_beside_it(tmp_path: Path) -> None:
    save(tmp_path / "photos" / "B2.jpg", picture())
    (tmp_path / "photos" / CAPTIONS).write_text(f'building_id,alt\nB2,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n')
    photos = read(tmp_path / "photos")
    folder = write_site(Site(tiny_site().subject, photos=photos), tmp_path / "site").parent
    page = (folder / "buildings" / "chapel-street-centre.html").read_text(encoding="utf-8")
    assert '<img src="../photos/chapel-street-centre.jpg"' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert (folder / "photos" / "chapel-street-centre.jpg").read_bytes() == photos.by_building["B2"].content
    assert [p.name for p in (folder / "photos").iterdir()] == ["chapel-street-centre.jpg"]
    assert "img-src 'self' file:" in page
    without = (folder / "buildings" / "mill-lane-library.html").read_text(encoding="utf-8")
    assert "No photograph has been given." in without
    assert not re.search(r"<img\b", without)
