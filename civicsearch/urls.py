"""All addresses."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from civicsearch import health
from complaints.privacy.views import Login

urlpatterns = [
    path("", include("complaints.urls")),
    path("complaints/similar/", include("complaints.similarity.urls")),
    path("complaints/callers/", include("complaints.callers.urls")),
    path("complaints/groups/", include("complaints.groups.urls")),
    path("synonyms/", include("complaints.synonyms.urls")),
    path("saved/", include("complaints.saved.urls")),
    path("exports/", include("complaints.exports.urls")),
    path("ingest/", include("ingest.urls")),
    path("analytics/", include("analytics.urls")),
    path("privacy/", include("complaints.privacy.urls")),
    path("accounts/login/", login_not_required(Login.as_view()), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("status/", health.status, name="status"),
    path("health/", health.health, name="health"),
]

handler400 = "civicsearch.errors.bad_request"
handler403 = "civicsearch.errors.forbidden"
handler404 = "civicsearch.errors.not_found"
handler500 = "civicsearch.errors.broken"
