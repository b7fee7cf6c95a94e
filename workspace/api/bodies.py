"""Reading what a request carries: JSON bodies into models, and the page of a list asked for."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from workspace.errors import Invalid, TooLarge

Model = TypeVar("Model", bound="Body")

MAX_PAGE = 200


class Body(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True, slots=True)
class Limit:
    """The most bytes of JSON taken; what comes beyond is not even read."""

    json_bytes: int

    async def read(self, request: Request, model: type[Model]) -> Model:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.json_bytes:
                raise TooLarge(
                    "too_large", f"A JSON body has at most {self.json_bytes // 1024} KiB here."
                )
        try:
            return model.model_validate_json(bytes(body))
        except ValidationError as error:
            raise _explain(error) from error


def read_page(request: Request) -> tuple[int, str | None]:
    """`?limit=` (1 to 200, 50 by default) and `?after=`."""
    given = request.query_params.get("limit", "50")
    if not given.isdecimal() or not 1 <= int(given[:6]) <= MAX_PAGE:
        raise Invalid("bad_limit", f'limit is a whole number from 1 to {MAX_PAGE}, not "{given}".')
    return int(given), request.query_params.get("after")


def _explain(error: ValidationError) -> Invalid:
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return Invalid("bad_json", "The body is not JSON: send a JSON object.")
    field = ".".join(str(part) for part in first["loc"])
    message = first["msg"][:1].lower() + first["msg"][1:]
    if first["type"] == "missing":
        return Invalid("bad_body", f'The field "{field}" is missing.')
    if first["type"] == "extra_forbidden":
        return Invalid("bad_body", f'There is no field "{field}" here: check its name.')
    where = f'"{field}"' if field else "the body"
    return Invalid("bad_body", f"The value of {where} cannot be used: {message}.")
