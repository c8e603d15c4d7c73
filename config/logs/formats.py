"""How a line of the log is written: LOG_FORMAT=line for people, json (one object a line) for machines.

No part of Django is needed for this: the server's own messages are written so before the archive is there.
"""

import logging

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from config.logs.masking import masked, on_one_line, without_secrets

FORMATS = ("line", "json")
# What Django hands on with its messages: the request itself, whose path would be told unmasked.
_NOT_TOLD = ("request", "status_code", "server_time", "taskName")
_OWN = frozenset([*RESERVED_ATTRS, *_NOT_TOLD, "message", "asctime"])


class AboutRequest(logging.Filter):
    """Tells each line which request it is about."""

    def filter(self, record):
        # The server's own process has no settings and answers nothing.
        from config.logs.asking import asking

        for name, value in (one.told() if (one := asking()) else {}).items():
            if not hasattr(record, name):
                setattr(record, name, value)
        return True


class JsonLines(JsonFormatter):
    """One JSON object a line, in ASCII; an error's stack is a value of it."""

    def __init__(self):
        names = {"levelname": "level", "name": "logger", "exc_info": "stack", "stack_info": "stack"}
        super().__init__(
            "{levelname} {name} {process} {message}",
            style="{",
            rename_fields=names,
            timestamp="time",
            reserved_attrs=[*RESERVED_ATTRS, *_NOT_TOLD],
        )

    def process_log_record(self, log_data):
        """The values without secrets."""
        return {name: masked(name, value) for name, value in super().process_log_record(log_data).items()}


class PlainLines(logging.Formatter):
    """A line for people, with what else is told behind it; an error's stack follows, each line of it indented."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record):  # noqa: N802 - the name is logging's
        # What a line of the audit tells, it tells in words already.
        told = {name: value for name, value in vars(record).items() if name not in _OWN and name[:6] != "audit_"}
        record.message = on_one_line(without_secrets(record.message))
        rest = "".join(f" {name}={on_one_line(str(masked(name, value)))}" for name, value in told.items())
        return super().formatMessage(record) + rest

    def formatException(self, error):  # noqa: N802
        lines = without_secrets(super().formatException(error)).splitlines()
        return "\n".join(f"    {on_one_line(line)}" for line in lines)

    def formatStack(self, stack):  # noqa: N802
        return "\n".join(f"    {on_one_line(line)}" for line in without_secrets(stack).splitlines())


def formatter(name) -> logging.Formatter:
    """The formatter of this name; any other than `json` writes lines for people."""
    return JsonLines() if name == "json" else PlainLines()


def configured(name) -> dict:
    """Django's LOGGING for this format: messages to stderr, and in JSON a line for each request too.

    In JSON a refusal (4xx) is told by the line of its request.
    """
    is_json = name == "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": "config.logs.formats.formatter", "name": name}},
        "filters": {"request": {"()": "config.logs.formats.AboutRequest"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["request"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "archive.requests": {"level": "INFO" if is_json else "WARNING"},
            # Who did what at the door.
            "archive.audit": {"level": "INFO"},
            "django.request": {"level": "ERROR" if is_json else "WARNING"},
        },
    }
