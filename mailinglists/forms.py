"""What people type about lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses
from mailinglists.models import MailingList, Subscription


class JoinForm(forms.Form):
    address = forms.CharField(
        label=_("Your address"),
        max_length=254,
        help_text=_("We send a link there. Nothing else comes before you press its button."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    delivery = forms.ChoiceField(
        label=_("How it comes"), choices=Subscription.Delivery.choices, initial="each", widget=forms.RadioSelect
    )

    def clean_address(self):
        return addresses.valid_key(self.cleaned_data["address"])


class LeaveForm(forms.Form):
    address = forms.CharField(
        label=_("The address that gets the mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_address(self):
        return addresses.valid_key(self.cleaned_data["address"])


class PostForm(forms.Form):
    address = forms.ChoiceField(label=_("From"), help_text=_("Only addresses that you have proven stand here."))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Your message"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 12}))
    key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, *arguments, senders: list[str], **options):
        super().__init__(*arguments, **options)
        self.fields["address"].choices = [(one, one) for one in senders]

    def clean_text(self):
        return plain(self.cleaned_data["text"])


class ReplyForm(PostForm):
    subject = None  # a reply keeps its thread's


def plain(text: str) -> str:
    """Typed text without NUL and other controls that no mail carries."""
    return "".join(letter for letter in text if letter in "\n\t\r" or ord(letter) >= 32)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is shown, or mailed to the sender."))


class SettingsForm(forms.ModelForm):
    class Meta:
        model = MailingList
        fields = [
            "name",
            "purpose",
            "posting",
            "archive",
            "listed",
            "reply_to",
            "subject_prefix",
            "first_posts_held",
            "posts_per_day",
        ]

    def clean_posting(self):
        posting = self.cleaned_data["posting"]
        if self.instance.government and posting == MailingList.Posting.ANYONE:
            raise forms.ValidationError(_("A government-only list takes mail of its members, or is moderated."))
        return posting


class NoticeForm(forms.Form):
    notice = forms.CharField(
        label=_("Records notice"),
        max_length=2000,
        help_text=_("It stands on every page of the list and at the end of every copy."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NewListForm(forms.Form):
    slug = forms.CharField(
        label=_("Short name"),
        max_length=30,
        help_text=_("Small letters, digits and hyphens: the local part of its address."),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.ChoiceField(label=_("Who reads it"), choices=MailingList.Audience.choices)
    posting = forms.ChoiceField(label=_("Who writes"), choices=MailingList.Posting.choices)
