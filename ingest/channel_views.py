"""Pages of the windows, for those who keep the settings. They show no personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from complaints.channels import counted_channels
from complaints.models import Channel, StatusWord
from complaints.privacy import log
from complaints.privacy.access import Right, reader_of, require
from complaints.privacy.models import Action
from ingest import channels
from ingest.channel_editing import ChannelForms
from ingest.channel_samples import read_sample
from ingest.readers.errors import FileRefused
from ingest.roles import ROLE_GROUPS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_NO_SAMPLE = "열 이름을 읽을 표본 파일을 골라 주세요. 파일 없이 아래에 직접 적어도 됩니다."


@require(Right.SETTINGS)
@require_GET
def channel_list(request: HttpRequest) -> HttpResponse:
    """All windows: in use or not, how many complaints, until when, and the last import."""
    return render(request, "ingest/channel_list.html", {"entries": channels.entries(counted_channels(request))})


@require(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def channel_edit(request: HttpRequest, channel_id: int | None = None) -> HttpResponse:
    """A window, new or not: filled in by hand or from a sample file, and saved."""
    channel = get_object_or_404(Channel, pk=channel_id) if channel_id else None
    if request.method == "GET":
        return _page(request, ChannelForms(channel))
    if request.POST.get("step") == "more":
        return _page(request, ChannelForms.typed(channel, request.POST))
    if request.POST.get("step") == "sample":
        return _page(request, *_from_sample(request, channel))
    forms = ChannelForms(channel, request.POST)
    if not forms.is_valid():
        return _page(request, forms, status=400)
    _save(request, forms)
    return redirect("ingest:channels")


@require(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def channel_delete(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What hangs on a window; one on which nothing hangs is deleted."""
    channel = get_object_or_404(Channel, pk=channel_id)
    if request.method == "POST" and channels.delete(channel, reader_of(request), request):
        messages.success(request, f"‘{channel.name}’ 창구를 지웠습니다.")
        return redirect("ingest:channels")
    context = {"channel": channel, "holds": channels.holds(channel), "is_refused": request.method == "POST"}
    return render(request, "ingest/channel_delete.html", context, status=409 if request.method == "POST" else 200)


def _page(request: HttpRequest, forms: ChannelForms, refusal: str = "", status: int = 200) -> HttpResponse:
    channel = forms.channel
    context = {
        "forms": forms,
        "channel": channel,
        "refusal": refusal,
        "role_groups": ROLE_GROUPS,
        "words": StatusWord.objects.filter(channel=channel) if channel else [],
    }
    return render(request, "ingest/channel_form.html", context, status=400 if refusal else status)


def _from_sample(request: HttpRequest, channel: Channel | None) -> tuple[ChannelForms, str]:
    """The form with the columns of a chosen file, or as it was with a sentence."""
    file = request.FILES.get("sample")
    if file is None:
        return ChannelForms.typed(channel, request.POST), _NO_SAMPLE
    try:
        sample = read_sample(file)
    except FileRefused as refusal:
        return ChannelForms.typed(channel, request.POST), refusal.sentence
    detail = {"channel": channel.code if channel else "", "did": "sample", "columns": len(sample.columns)}
    log.record(reader_of(request), Action.UPLOAD, request=request, detail=detail)
    found = sum(bool(column.reason) for column in sample.columns)
    messages.info(
        request,
        f"열 {len(sample.columns)}개를 읽어 {found}개의 뜻을 짐작했습니다. 하나씩 확인해 주세요. "
        "파일은 저장하지 않았습니다.",
    )
    return ChannelForms.typed(channel, request.POST, sample), ""


def _save(request: HttpRequest, forms: ChannelForms) -> None:
    saved = channels.save(forms.channel, forms.wanted(), reader_of(request), request)
    if not forms.channel:
        messages.success(request, f"‘{saved.name}’ 창구를 만들었습니다. 이제 파일을 올리면 열 이름으로 알아봅니다.")
    else:
        messages.success(request, f"‘{saved.name}’ 창구를 고쳤습니다.")
    if other := channels.mistaken_for(saved):
        messages.warning(
            request,
            f"열 이름이 ‘{other}’ 자료와 같아 저절로 가려지지 않습니다. 파일을 올릴 때 창구를 직접 골라 주세요.",
        )
