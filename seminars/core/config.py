"""Settings: one typed class, read from `SEMINARS_*` variables; docs/settings.md explains each."""

from pathlib import Path
from typing import Literal

from flask import current_app
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_KEY = "development-only-key-never-use-in-production"


class Settings(BaseSettings):
    """Every setting. Defaults are right for one machine with nothing else to start."""

    model_config = SettingsConfigDict(env_prefix="SEMINARS_", extra="ignore")

    mode: Literal["development", "production"] = "development"
    home: Path = Path("instance")
    database_url: str = ""
    secret_key: str = DEVELOPMENT_KEY
    secret_key_fallbacks: list[str] = Field(default_factory=list)
    base_url: str = "http://127.0.0.1:8000"
    proxy_hops: int = Field(default=0, ge=0, le=5)
    nodes: int = Field(default=1, ge=1)
    redis_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_timeout: float = 20.0
    mail_from: str = "海关•企业面对面 <no-reply@seminars.invalid>"
    letter_lease: float = Field(default=180.0, ge=1)
    letter_poll: float = Field(default=1.0, gt=0)
    calendar_domain: str = "seminars.invalid"
    hotline: str = "12360"
    upload_limit_mb: int = Field(default=20, ge=1, le=200)

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> "Settings":
        if self.mode == "production":
            _refuse_unsafe_production(self)
        return self

    @property
    def database(self) -> str:
        """The database in use: the one named, or an SQLite file in `home`."""
        return self.database_url or f"sqlite:///{(self.home / 'seminars.sqlite').resolve()}"

    @property
    def on_sqlite(self) -> bool:
        """True when nothing else needs to be started."""
        return self.database.startswith("sqlite")


def _refuse_unsafe_production(settings: Settings) -> None:
    if settings.secret_key == DEVELOPMENT_KEY or len(settings.secret_key) < 32:
        raise ValueError(
            "SEMINARS_SECRET_KEY must be a secret of at least 32 characters in production. "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if settings.on_sqlite and settings.nodes > 1:
        raise ValueError(
            "SQLite serves one node only. Set SEMINARS_DATABASE_URL to a PostgreSQL database, "
            "for example postgresql+psycopg://user:password@host/seminars, or set SEMINARS_NODES=1."
        )
    if not settings.base_url.startswith("https://"):
        raise ValueError("SEMINARS_BASE_URL must be the public https:// address of this site in production.")
    if not settings.smtp_host:
        raise ValueError(
            "SEMINARS_SMTP_HOST must name the mail server in production: letters would never leave."
        )


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["seminars.settings"]
    return found
