from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "sessionboard"
    verbose_name = "The session board"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citycamp.people import notices
        from events import signals
        from sessions import news
        from sessions.actions.making import on_camp_started

        signals.camp_started.connect(on_camp_started, dispatch_uid="sessions.board")
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
            news.HOST_GONE,
            _("A session lost its host"),
            words=news.gone_words,
            scope="events.camp",
            places=news.facilitated_by,
            hint=_("For facilitators: somebody who hosts a session gave their place back."),
        )
