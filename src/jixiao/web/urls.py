"""Every address of the application. Each app declares its own; nothing is reachable that is not listed here."""

from __future__ import annotations

from django.urls import include, path

from jixiao.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("organizations/", include("jixiao.web.organizations.urls")),
    path("books/", include("jixiao.web.registers.urls")),
    path("evaluations/", include("jixiao.web.evaluation.urls")),
    path("review/", include("jixiao.web.review.urls")),
    path("check/", include("jixiao.web.checking.urls")),
    path("jobs/", include("jixiao.web.jobs.urls")),
    path("audit/", include("jixiao.web.audit.urls")),
    path("public/", include("jixiao.web.disclosure.urls")),
    path("api/", include("jixiao.web.api.urls")),
]
handler404 = "jixiao.web.views.not_found"
handler500 = "jixiao.web.views.failed"
