"""Who signs in. Staff and family alike have an account; what they may see is decided elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from kinkeeper.foundation.models import Referenced
from kinkeeper.foundation.privacy import RECORD, STAFF, STRUCTURE, Label


class UserManager(BaseUserManager["User"]):
    """Makes users; the address is what they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who can sign in with `email`; without a password nobody can until one is set."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Referenced):
    """A person who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    session_round = models.PositiveIntegerField(default=1)  # raised to end every open session at its next request
    is_persona = models.BooleanField(default=False)  # a demo persona: signs in with one click while the demo switch is on

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "email": STAFF,
        "name": STAFF,
        "password": STAFF,
        "last_login": STAFF,
        "language": STAFF,
        "is_active": RECORD,
        "session_round": RECORD,
        "is_persona": RECORD,
    }

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_for_each_address")]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django ends sessions whose hash has changed; it knows of the password, and we add the round.
        return f"{super()._get_session_auth_hash(secret)}-{self.session_round}"  # type: ignore[misc]

    def __str__(self) -> str:
        return self.reference
