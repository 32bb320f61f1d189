# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from roedtraad.journal import note_views, story_views, views

app_name = "journal"
urlpatterns = [
    path("people/<int:person_id>/", views.journal, name="journal"),
    re_path(
        r"^people/(?P<person_id>[0-9]+)/export\.(?P<extension>csv|xlsx)$", views.journal_export, name="journal-export"
    ),
    path("people/<int:person_id>/write/", views.write_note, name="note-write"),
    path("people/<int:person_id>/draft/", views.save_draft, name="draft-save"),
    path("people/<int:person_id>/draft/remove/", views.remove_draft, name="draft-remove"),
    path("people/<int:person_id>/story/", story_views.story, name="story"),
    path("people/<int:person_id>/story/write/", story_views.write_story, name="story-write"),
    path("people/<int:person_id>/story/versions/", story_views.versions, name="story-versions"),
    path("people/<int:person_id>/story/<int:number>/approve/", story_views.approve, name="story-approve"),
    path("notes/<int:pk>/", note_views.note, name="note"),
    path("notes/<int:pk>/correct/", note_views.correct, name="note-correct"),
    path("notes/<int:pk>/readers/", note_views.change_readers, name="note-readers"),
    path("notes/<int:pk>/attach/", note_views.attach, name="attachment-add"),
    path("attachments/<int:pk>/file/", note_views.download, name="attachment-download"),
    path("attachments/<int:pk>/withdraw/", note_views.withdraw, name="attachment-withdraw"),
]
