from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "sessionboard"
    verbose_name = "The session board"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citycamp.people import notices
        from citycamp.people import signals as people
        from events import signals
        from sessions import agenda, leaving, news
        from sessions.actions import camps, hosting
        from sessions.actions.making import on_camp_started

        signals.camp_started.connect(on_camp_started, dispatch_uid="sessions.board")
        signals.camp_moved.connect(camps.on_camp_moved, dispatch_uid="sessions.camp_moved")
        signals.camp_cancelled.connect(camps.on_camp_cancelled, dispatch_uid="sessions.camp_cancelled")
        signals.camp_to_delete.connect(camps.on_camp_to_delete, dispatch_uid="sessions.camp_to_delete")
        signals.personal_calendar.connect(agenda.on_personal_calendar, dispatch_uid="sessions.agenda")
        people.account_closed.connect(leaving.account_closed, dispatch_uid="sessions.account_closed")
        people.own_data.connect(leaving.own_data, dispatch_uid="sessions.own_data")
        signals.registration_cancelled.connect(news.host_is_gone, dispatch_uid="sessions.host_is_gone")
        notices.source(
            news.MOVED,
            _("Sessions that I host or starred"),
            words=news.moved_words,
            scope="events.camp",
            places=news.camps_of,
            hint=_("When one is placed, moved, put back or cancelled. What happens within two minutes is one mail."),
        )
        notices.source(
            hosting.ASKED,
            _("Who hosts with me"),
            words=news.hosting_words,
            scope="events.camp",
            places=news.camps_of,
            hint=_("When I am asked to host a session, or somebody asks to host mine with me."),
        )
        notices.source(
            news.HOST_GONE,
            _("A session lost its host"),
            words=news.gone_words,
            scope="events.camp",
            places=news.facilitated_by,
            hint=_("For facilitators: somebody who hosts a session gave their place back."),
        )
