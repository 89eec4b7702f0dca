"""Addresses of the registers."""

from __future__ import annotations

from django.urls import path

from jixiao.web.registers import views, views_evidence, views_files

_TABLE = "<int:pk>/tables/<slug:name>"

urlpatterns = [
    path("", views.books, name="books"),
    path("add/", views.add_book, name="book_add"),
    path("<int:pk>/", views.book, name="book"),
    path("<int:pk>/faults/", views.faults, name="book_faults"),
    path("<int:pk>/import/", views_files.import_workbook, name="workbook_import"),
    path("<int:pk>/import/<int:upload>/", views_files.preview_workbook, name="workbook_preview"),
    path("<int:pk>/export/<int:evaluation>/", views_files.export_workbook, name="workbook_export"),
    path(f"{_TABLE}/", views.register, name="register"),
    path(f"{_TABLE}/rows/", views.save, name="register_save"),
    path(f"{_TABLE}/remove/", views.remove, name="register_remove"),
    path(f"{_TABLE}/restore/", views.restore, name="register_restore"),
    path(f"{_TABLE}/move/", views.move, name="register_move"),
    path(f"{_TABLE}/paste/", views.paste, name="register_paste"),
    path(f"{_TABLE}/nothing/", views.nothing, name="register_nothing"),
    path(f"{_TABLE}/rows/<int:row>/", views.row, name="register_row"),
    path(f"{_TABLE}/export/", views_files.export_register, name="register_export"),
    path(f"{_TABLE}/import/", views_files.import_register, name="register_import"),
    path(f"{_TABLE}/import/<int:upload>/", views_files.preview_register, name="register_preview"),
    path("<int:pk>/evidence/", views_evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/", views_evidence.show, name="evidence"),
    path("evidence/<int:pk>/file/", views_evidence.content, name="evidence_file"),
    path("evidence/<int:pk>/remove/", views_evidence.remove, name="evidence_remove"),
]
