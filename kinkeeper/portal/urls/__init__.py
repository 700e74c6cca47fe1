"""Addresses of the portal. Under /my/ a family's own, which say nothing; beside them what workers do for families."""

from __future__ import annotations

from django.urls import path

from kinkeeper.portal.views import agreeing, agreements, coming_in, consents, own, staff, work

app_name = "portal"

_coming_in = [
    path("my/", coming_in.come_in, name="come-in"),
    path("my/again/", coming_in.come_back, name="come-back"),
    path("my/code/", coming_in.enter_code, name="enter-code"),
    path("my/way/", coming_in.choose_way_in, name="choose-way-in"),
    path("my/way/phone/", coming_in.add_passkey, name="add-passkey"),
    path("my/way/phone/forget/", coming_in.forget_passkeys, name="forget-passkeys"),
    path("my/phone/", coming_in.come_in_by_passkey, name="come-in-by-passkey"),
    path("my/safe/", coming_in.stay_safe, name="stay-safe"),
    path("my/leave/", coming_in.leave, name="leave"),
    path("my/close/", coming_in.close_account, name="close-account"),
]
_own = [
    path("my/home/", own.home, name="home"),
    path("my/help/<str:reference>/", own.answer_offer, name="answer-offer"),
    path("my/pages/<str:reference>/", own.read_pack, name="read-pack"),
    path("my/who/", own.who_knows, name="who-knows"),
    path("my/who/pages.pdf", own.who_knows_on_paper, name="who-knows-on-paper"),
    path("my/write/<str:kind>/", own.say_something, name="say"),
    path("my/asked/", own.my_requests, name="my-requests"),
    path("my/asked/<str:reference>/record.<str:form>", own.take_everything, name="take-everything"),
    path("my/agreed/", agreements.my_agreements, name="my-agreements"),
    path("my/agreed/new/", agreeing.begin_agreeing, name="begin-agreeing"),
    path("my/agreed/new/<str:person>/<str:purpose>/", agreeing.agree, name="agree"),
    path("my/agreed/inside/<str:reference>/", agreements.my_permission, name="my-permission"),
    path("my/agreed/<str:reference>/", agreements.my_agreement, name="my-agreement"),
    path("my/agreed/<str:reference>/no/", agreements.say_no, name="say-no"),
]
_staff = [
    path("families/<str:reference>/person/", staff.open_person, name="open-person"),
    path("person/<str:reference>/", staff.view_person, name="view-person"),
    path("person/<str:reference>/code/", staff.make_code, name="make-code"),
    path("person/<str:reference>/say/<str:kind>/", staff.say_for, name="say-for"),
    path("person/<str:reference>/agree/", agreeing.begin_agreeing_for, name="begin-agreeing-for"),
    path("person/<str:reference>/agree/<str:giver>/<str:purpose>/", agreeing.agree_for, name="agree-for"),
    path("person/<str:reference>/agreed/<str:consent>/", consents.view_consent, name="view-consent"),
    path("person/<str:reference>/agreed/<str:consent>/smaller/", consents.make_smaller, name="make-smaller"),
    path("person/<str:reference>/agreed/<str:consent>/letter/", consents.say_again_letter, name="say-again-letter"),
    path("person/<str:reference>/agreed/<str:consent>/form/", consents.read_scan, name="read-scan"),
    path("person/<str:reference>/carer/", consents.carer_changed, name="carer-changed"),
    path("person/<str:reference>/releases/", staff.releases, name="releases"),
    path("agreeing/form/", consents.paper_form, name="paper-form"),
    path("writing/form/", consents.words_form, name="words-form"),
    path("requests/", work.list_requests, name="list-requests"),
    path("requests/<str:reference>/", work.view_request, name="view-request"),
    path("requests/<str:reference>/record.pdf", work.print_record, name="print-record"),
    path("requests/<str:reference>/pages.pdf", work.print_who_knows, name="print-who-knows"),
    path("agreements/", work.list_words, name="list-words"),
    path("agreements/review/<str:reference>/", work.review, name="review-basis"),
    path("agreements/<str:reference>/", work.decide, name="decide-disagreement"),
]
urlpatterns = [*_coming_in, *_own, *_staff]
