"""The peer's rules behind OpenFisca's own web API, for gunicorn: ``tests.benchmarks.openfisca_web:app``."""

from __future__ import annotations

from openfisca_web_api.app import create_app

from tests.benchmarks.openfisca_peer import make_system

app = create_app(make_system())
