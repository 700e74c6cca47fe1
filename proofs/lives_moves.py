"""Steps of a life: an offer handed to a colleague, to the other team, to another service; and a yes that was never said."""

from __future__ import annotations

from kinkeeper.agencies.models import Team
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import WrongState
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Offer, ServiceMove
from kinkeeper.offers.types import OfferState, Refusal
from kinkeeper.offers.types.moves import MoveState, ReturnReason
from kinkeeper.sharing.queries import household
from kinkeeper.sharing.types import Purpose
from proofs.lives_offers import Offered, named_at, passed_on, where_he_is
from proofs.lives_shadow import Ground


class Handed(Offered):
    """Who goes on with a family."""

    # Within one service.

    def hand_over(self) -> None:
        """The offer goes to the other team, or to a colleague: the former team works with the family no longer."""
        offer = self.offer()
        east, west = self.places.offers.asking.team, self.places.offers.west
        team = self.places.harbour if self.is_harbours(offer) else self.chance.choice((east, west))
        worker = {east.pk: "amara", west.pk: "wen", self.places.harbour.pk: "zoe"}[team.pk]
        self.hand_over_to(team, self.chance.choice((None, self.staff(worker).member_id)))

    def hand_over_to(self, team: Team, worker: int | None = None) -> None:
        """The offer goes to that team, and to this worker of it."""
        offer = self.offer()
        by = self.staff("wen") if offer.team_id == self.places.offers.west.pk else self.lead(offer.team_id)
        offers.hand_over_offer(by=by, offer=offer, seen=offer.version, to_member=worker, to_team=team.pk)
        for ground in self.shadow.grounds:
            if ground.tag in {passed_on(offer), *self.said_yes[offer.contact_id]}:
                ground.team = team.pk

    def lead(self, team: int | None) -> Actor:
        """Who leads that team: Noor at Harbour, Lena at Lantern."""
        return self.staff("noor" if team == self.places.harbour.pk else "lena")

    # To another service, once Danny is at another prison.

    def propose_service(self) -> None:
        """A lead proposes the family to the other service. Until it is taken on, that service knows nobody."""
        offer = self.offer()
        to = self.places.offers.asking.team if self.is_harbours(offer) else self.places.harbour
        offers.propose_service(by=self.lead(offer.team_id), offer=offer, seen=offer.version, to_team=to.pk, note="Ring late.")

    def move(self, state: MoveState) -> ServiceMove:
        """The last proposal, in this state. Raises WrongState when there is none."""
        last = ServiceMove.objects.filter(state=state).order_by("-pk").values_list("pk", flat=True).first()
        if last is None:  # as mostly: found out before all that hangs on it is asked for
            raise WrongState
        return ServiceMove.objects.select_related("offer__asking__prison", "to_team").get(pk=last)

    def parent_agrees(self) -> None:
        """Danny agrees to the other service."""
        offers.answer_for_parent(by=self.officer(), move=self.move(MoveState.TO_ASK), agreed=True)

    def parent_says_no(self) -> None:
        """Danny would rather not."""
        offers.answer_for_parent(by=self.officer(), move=self.move(MoveState.TO_ASK), agreed=False)

    def take_on(self) -> None:
        """The other service takes the family on: the one before knows them no longer."""
        move = self.move(MoveState.PROPOSED)
        offer = offers.take_on_family(by=self.lead(move.to_team_id), move=move)
        told = {offer.contact_id, offer.held_id, *household(offer.family_id)}
        self.shadow.end(tag=passed_on(offer))
        self.shadow.give(
            Ground(
                passed_on(offer), move.to_team.agency_id, Purpose.OFFER_SUPPORT, told,
                ends_at=self.permission_ends(offer), team=move.to_team_id,
            )
        )  # fmt: skip

    def return_family(self) -> None:
        """The other service cannot: nothing changes."""
        move = self.move(MoveState.PROPOSED)
        offers.return_family(by=self.lead(move.to_team_id), move=move, why=self.chance.choice(list(ReturnReason)))

    # A yes that was never said.

    def undo_permission(self) -> None:
        """The yes was written down by mistake: no name is left, or, once it was passed on, the service is told to stop."""
        by, asking = self.officer(), self.asking()
        homes = [
            (offer, {offer.contact_id, *household(offer.family_id)} - {offer.held_id})
            for offer in Offer.objects.filter(asking=asking)
        ]
        said = self.chance.choice((None, Refusal.NOT_PERMITTED))
        offers.undo_permission(by=by, asking=asking, seen=asking.version, said=said)
        for offer, people in homes:
            self.named[asking.pk] -= people
            if offer.passed_on_at is None:
                self.shadow.end(tag=named_at(asking), people=people)
                self.shadow.forget_names(people)
            else:
                self.taken_back.add(offer.pk)
                self.shadow.end(tag=where_he_is(offer.contact_id))
                if offer.state != OfferState.ACCEPTED:  # what a family said yes to goes on
                    self.shadow.end(tag=passed_on(offer))
        if self.rosa in self.shadow.gone:
            self.never_named += self.home
            self.rosa = self.maya = self.leo = 0
