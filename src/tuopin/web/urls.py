"""Addresses of the shell and the composed pages."""

from django.urls import path

from tuopin.web.pages import home, search
from tuopin.web.pages import map as map_page

urlpatterns = [
    path("", home.home, name="home"),
    path("area/<code>/", home.home, name="area"),
    path("map/", map_page.show, name="map"),
    path("map/<code>/", map_page.show, name="map-of"),
    path("search/", search.search, name="search"),
]
