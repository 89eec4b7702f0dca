"""Every page needs a login unless it says otherwise; the language is what the person chose, Chinese until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["ChosenLanguage", "ContentPolicy", "LoginByDefault", "public"]


def public(view: Any) -> Any:
    """Marks a view that anybody may open without logging in."""
    view.is_public = True
    return view


class ChosenLanguage:
    """Chinese unless the person switched: an office browser that asks for English is no wish of its user."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class LoginByDefault:
    """Sends whoever is not logged in to the login page, for every view that is not marked :func:`public`,
    and whoever got a password from somebody else to the page where they choose their own.

    What is shown behind the login is not kept by the browser: going back shows the page as it is now, and nothing
    after logging out.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        if getattr(request, "behind_login", False):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        owner = getattr(view, "view_class", view)
        if getattr(view, "is_public", False) or getattr(owner, "is_public", False):
            return None
        if request.path.startswith("/api/"):
            return None  # the API answers 401 by itself, and has public parts
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        must_change = getattr(request.user, "must_change_password", False)
        if must_change and getattr(request.resolver_match, "url_name", "") not in ("password", "logout"):
            return redirect("password")
        request.behind_login = True  # type: ignore[attr-defined]
        return None


class ContentPolicy:
    """No page loads anything from another address, and no script stands inside a page."""

    _POLICY = (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "script-src 'self'; frame-src 'self'; object-src 'self'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    )

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        response.headers.setdefault("Content-Security-Policy", self._POLICY)
        return response
