"""The application's addresses and two that do nothing, behind the same middleware and the same login."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from jixiao.web.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]


def bare(request):
    """A line of text for somebody who is logged in."""
    return HttpResponse(f"你好，{request.user.name}")


def frame(request):
    """The frame that every page has, with nothing in it."""
    return render(request, "base.html")


urlpatterns = [path("bare/", bare), path("frame/", frame), *urlpatterns]
