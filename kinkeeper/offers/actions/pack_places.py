"""What a pack says of a prison and of help near the family's home: from the directory, where somebody checked it lately."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kinkeeper.custody.queries import prison as prison_with_code
from kinkeeper.directory.queries import help_near, live_helplines, point_for, prison_checked
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.foundation.jurisdiction import Helpline
from kinkeeper.offers.models import Offer
from kinkeeper.offers.packs.types import Inside, PrisonFacts, Service, WorkerContact
from kinkeeper.offers.queries.offer_settings import settings_of
from kinkeeper.offers.rules.pack_facts import inside_of, outcode_of
from kinkeeper.people.types import WhereaboutsView

NEAR_KM = 60  # farther than this is not near anybody's home


@dataclass(slots=True)
class Places:
    """Looks up each prison, and help near each outcode, once for a whole batch. `on_day` decides what is fresh."""

    on_day: date
    _lines: tuple[Helpline, ...] | None = None
    _prisons: dict[str, tuple[PrisonFacts, Inside]] = field(default_factory=dict)
    _hours: dict[int, str] = field(default_factory=dict)
    _help: dict[tuple[str, str], tuple[Service, ...]] = field(default_factory=dict)

    def prison(self, code: str) -> tuple[PrisonFacts, Inside]:
        """The facts of a prison, and whether it holds men or women; nothing for a code that is not known."""
        if code not in self._prisons:
            self._prisons[code] = self._facts(code)
        return self._prisons[code]

    def near_home(self, at: WhereaboutsView | None, prison: str) -> tuple[Service, ...]:
        """Help near the family's home, by its outcode; none where no home in this country is known."""
        outcode = outcode_of(at.postcode, at.country) if at else ""
        if not outcode:
            return ()
        if (outcode, prison) not in self._help:
            self._help[outcode, prison] = self._near(outcode, prison)
        return self._help[outcode, prison]

    def helplines(self) -> tuple[Helpline, ...]:
        """The site's own list of numbers, as far as somebody has rung them lately."""
        if self._lines is None:
            self._lines = tuple(line.as_line() for line in live_helplines(self.on_day))
        return self._lines

    def worker(self, offer: Offer) -> WorkerContact:
        """Whom the family rings: the service under its neutral name. Raises NotPermitted where there is none."""
        service = offer.service
        if service is None:
            raise NotPermitted("not_your_role")
        if service.pk not in self._hours:
            self._hours[service.pk] = settings_of(service.pk).open_hours
        return WorkerContact(service.neutral_name or service.name, service.phone, self._hours[service.pk])

    def _facts(self, code: str) -> tuple[PrisonFacts, Inside]:
        row = prison_with_code(code) if code else None
        if row is None:
            return PrisonFacts(), Inside.UNKNOWN
        page = prison_checked(code, on_day=self.on_day)
        lines = (row.address_line_1, row.address_line_2, row.town, row.county, row.postcode)
        own_phone = row.agency.phone if row.agency else ""
        facts = PrisonFacts(name=row.name, town=row.town, address=tuple(line for line in lines if line), phone=own_phone)
        if page is not None:
            facts = PrisonFacts(
                name=row.name,
                town=row.town,
                address=facts.address,
                phone=page.phone or own_phone,
                visits_phone=page.booking_phone,
                visits_times=page.visiting,
                safety_words=page.worried,
                booking=page.booking,
                bring=page.bring,
                access=page.access,
                family_contact=page.family_contact,
                visitors_centre=page.visitors_centre,
                getting_there=page.getting_there,
                childrens_facilities=page.children,
            )
        return facts, inside_of(male=row.male, female=row.female)

    def _near(self, outcode: str, prison: str) -> tuple[Service, ...]:
        if point_for(outcode) is None:
            return ()
        found = help_near(place=outcode, prison=prison, on_day=self.on_day)
        return tuple(
            Service(one.name, one.phone, one.what)
            for one in found
            if one.phone and (one.distance_km is None or one.distance_km <= NEAR_KM)
        )
