from django.urls import URLPattern

app_name = "campday"

urlpatterns: list[URLPattern] = []
