"""What broke in a browser, in the server's log (WS29)."""

from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from tests.workspace.studio import Studio, assert_problem, me
from workspace.api.client_errors import MAX_BODY_BYTES, REPORTS_A_MINUTE

ADDRESS = "/api/client-errors"
REPORT = {
    "where": "item note",
    "message": "Error: paper jam",
    "stack": "Error: paper jam\n    at draw (assets/board.js:1:1)",
    "path": "/boards/b",
}


def told(logs: list[Any]) -> list[Any]:
    return [entry for entry in logs if entry["event"] == "client error"]


async def test_a_report_is_one_line_of_the_log_with_the_person_and_the_request(
    studio: Studio,
) -> None:
    client = await studio.person("Ben")
    with capture_logs(processors=[merge_contextvars]) as logs:
        answer = await client.post(ADDRESS, json=REPORT)
    assert answer.status_code == 204, answer.text
    [entry] = told(logs)
    assert entry["person"] == await me(client)
    assert entry["request_id"] == answer.headers["x-request-id"]
    assert {name: entry[name] for name in REPORT} == REPORT


async def test_nobody_writes_to_the_log_without_signing_in_or_from_another_site(
    studio: Studio,
) -> None:
    with capture_logs() as logs:
        assert_problem(await studio.client().post(ADDRESS, json=REPORT), 401, "not_signed_in")
        client = await studio.person("Ben")
        elsewhere = {"Origin": "https://elsewhere.test"}
        answer = await client.post(ADDRESS, json=REPORT, headers=elsewhere)
        assert_problem(answer, 403, "foreign_origin")
    assert told(logs) == []


async def test_a_browser_that_breaks_in_a_loop_does_not_fill_the_log(studio: Studio) -> None:
    ben, eve = await studio.person("Ben"), await studio.person("Eve")
    with capture_logs() as logs:
        for _ in range(REPORTS_A_MINUTE):
            assert (await ben.post(ADDRESS, json=REPORT)).status_code == 204
        answer = await ben.post(ADDRESS, json=REPORT)
        assert_problem(answer, 429, "too_many_reports")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert (await eve.post(ADDRESS, json=REPORT)).status_code == 204
    assert len(told(logs)) == REPORTS_A_MINUTE + 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"stack": "x" * 6001}, 422, "bad_body"),
        ({"stack": "x" * MAX_BODY_BYTES}, 413, "too_large"),
        ({"token": "secret"}, 422, "bad_body"),
        ({"message": 7}, 422, "bad_body"),
    ],
)
async def test_what_is_no_report_is_refused(
    studio: Studio, change: dict[str, Any], status: int, code: str
) -> None:
    client = await studio.person("Ben")
    with capture_logs() as logs:
        assert_problem(await client.post(ADDRESS, json=REPORT | change), status, code)
    assert told(logs) == []


async def test_a_report_cannot_pass_for_something_else_on_a_terminal(studio: Studio) -> None:
    client = await studio.person("Ben")
    with capture_logs() as logs:
        await client.post(ADDRESS, json=REPORT | {"message": "\x1b[2J\rall is well\u202e"})
    assert told(logs)[0]["message"] == "[2Jall is well"
