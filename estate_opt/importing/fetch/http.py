"""One address asked over HTTP: again after a while where the service is busy, on from where it broke off, checked.

urllib3 repeats requests that are refused for the moment (429 and 5xx) with growing waits and keeps to ``Retry-After``.
What is left for here is what comes after the headers: a body that breaks off, another kind of content than asked for,
and the errors that some services send with status 200.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, ResponseError

from estate_opt.errors import InputError, Problem
from estate_opt.importing.fetch.cache import Cache, Kept, cannot_write
from estate_opt.importing.fetch.endpoints import Manners, Service
from estate_opt.version import VERSION

BUSY = (429, 500, 502, 503, 504)
CHUNK = 1 << 16
JSON_TYPES = ("application/json", "application/geo+json", "text/plain", "text/json")
TABLE_TYPES = (
    "text/csv", "application/csv", "text/plain", "application/octet-stream", "binary/octet-stream",
    "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)  # fmt: skip
LATER = "Try again later; what has come so far is kept. Or download it by hand and import the file."
ADDRESS = "The service may have moved: correct its address in a file and give it with --endpoints."

Say = Callable[[str], None]
Check = Callable[[bytes], str]
"""Says why a body cannot be what was asked for; empty where it can. A text that begins with ``BUSY:``: ask again."""
ASK_AGAIN = "BUSY:"


def silent(text: str) -> None:
    """Tell nobody."""
    del text


def anything(body: bytes) -> str:
    """Find no fault with a body."""
    del body
    return ""


class _NotYetError(Exception):
    """Why an attempt failed that may succeed later."""


@dataclass(frozen=True, eq=False)
class Client:
    """What asks.

    Parameters
    ----------
    manners
        How often, how long.
    cache
        Where answers are kept.
    say
        Told what happens.
    """

    manners: Manners
    cache: Cache
    say: Say = silent

    def get(
        self,
        service: Service,
        parameters: Mapping[str, str] | None = None,
        *,
        types: tuple[str, ...],
        check: Check = anything,
    ) -> Kept:
        """Get one address, from the cache where it is there.

        Parameters
        ----------
        service
            Whose address it is.
        parameters
            Of the query.
        types
            Kinds of content that may come.
        check
            Looks at the whole body.

        Raises
        ------
        InputError
            Where the service refuses, or does not give a whole answer in all attempts.
        OutputError
            Where the cache cannot be written.
        """
        url = service.url + (f"?{urlencode(parameters)}" if parameters else "")
        kept = self.cache.find(url)
        if kept is not None:
            return kept
        said = ""
        for attempt in range(self.manners.attempts):
            if attempt:
                wait = min(self.manners.backoff_seconds * 2 ** (attempt - 1), self.manners.longest_wait_seconds)
                self.say(f"{service.title}: {said} Asked again in {wait:g} s.")
                time.sleep(wait)
            try:
                return self._attempt(service, url, types, check)
            except _NotYetError as error:
                said = str(error)
        raise refused(service, f"{said} It was asked {self.manners.attempts} times.", LATER)

    def _attempt(self, service: Service, url: str, types: tuple[str, ...], check: Check) -> Kept:
        part = self.cache.part_of(url)
        have = part.stat().st_size if part.exists() else 0
        response = self._open(service, url, have)
        try:
            if response.status not in (200, 206):
                self.cache.forget(url)
                if response.status == 416:
                    raise _NotYetError("What had come so far does not fit any more.")
                raise refused(service, f"The service answered with status {response.status}.", ADDRESS)
            kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
            if kind and kind not in types:
                raise refused(service, f"The service sent {kind}, which is not what was asked for.", ADDRESS)
            if response.status == 200:
                self.cache.note_validator(url, response.headers)
            self._gather(response, part, keep=have if response.status == 206 else 0)
        finally:
            response.release_conn()
        fault = check(part.read_bytes())
        if fault:
            self.cache.forget(url)
            if fault.startswith(ASK_AGAIN):
                raise _NotYetError(fault.removeprefix(ASK_AGAIN).strip())
            raise refused(service, fault, ADDRESS)
        return self.cache.keep(url, {"Content-Type": kind, "ETag": response.headers.get("ETag", "")})

    def _open(self, service: Service, url: str, have: int) -> urllib3.BaseHTTPResponse:
        """Ask for an address, from where an earlier body broke off; repeats while the service is busy."""
        headers = {"User-Agent": f"estate-opt/{VERSION}", "Accept-Encoding": "identity"}
        validator = self.cache.validator_of(url)
        if have and validator:
            headers |= {"Range": f"bytes={have}-", "If-Range": validator}
        retries = urllib3.Retry(
            total=self.manners.attempts - 1, status_forcelist=BUSY, allowed_methods=("GET",),
            backoff_factor=self.manners.backoff_seconds, backoff_max=self.manners.longest_wait_seconds,
            retry_after_max=int(self.manners.longest_wait_seconds), respect_retry_after_header=True,
        )  # fmt: skip
        timeout = urllib3.Timeout(connect=self.manners.timeout_seconds, read=self.manners.timeout_seconds)
        try:
            pool = _pool(_proxy(url))
            return pool.request("GET", url, headers=headers, retries=retries, timeout=timeout, preload_content=False)
        except MaxRetryError as error:
            reason = error.reason
            busy = isinstance(reason, ResponseError)
            said = "The service stayed busy" if busy else "The service cannot be reached"
            raise refused(service, f"{said} ({reason}).", LATER) from error
        except HTTPError as error:
            raise _NotYetError(f"The connection failed ({error}).") from error

    def _gather(self, response: urllib3.BaseHTTPResponse, part: Path, *, keep: int) -> None:
        """Write a body as it comes, behind what is there already."""
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("ab" if keep else "wb") as file:
                for chunk in response.stream(CHUNK):
                    file.write(chunk)
        except HTTPError as error:
            raise _NotYetError(f"The answer broke off ({type(error).__name__}).") from error
        except OSError as error:
            raise cannot_write(part.parent, error) from error


def _proxy(url: str) -> str:
    """Address of the proxy that the system names for an address; empty where there is none, and on this machine."""
    address = urlsplit(url)
    host = address.hostname or ""
    if host in ("127.0.0.1", "::1", "localhost") or proxy_bypass(host):
        return ""
    return getproxies().get(address.scheme, "")


@cache
def _pool(proxy: str) -> urllib3.PoolManager:
    return urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()


def refused(service: Service, message: str, remedy: str) -> InputError:
    """The error of a service that does not give what was asked for."""
    return InputError([Problem(service.title or service.name, message, remedy, value=service.url)])
