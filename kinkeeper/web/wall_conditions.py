"""What the second wall shows to whom, in the database's own words: a condition on each protected table.

A coarse rule that holds whatever a page gets wrong. `sharing` decides finely; this decides once more, in the database:
staff reach people whom their agency has a basis for or works with (or did until thirty days ago, so that an ending can be
written down and reviewed), and somebody being written down whom nobody works with yet; their own agency's offers and
askings, its figures too; and of the ledger what their own agency did. Family members reach themselves and their own family,
and of the ledger what tells of them; a stranger reaches nobody.

What is the same for a whole statement stands in a `(SELECT …)` and is found once; cheap conditions stand first.
"""
# ruff: noqa: S608  (put together of what stands here alone)

from __future__ import annotations

_KIND = "(SELECT coalesce(current_setting('kinkeeper.kind', true), ''))"
_AGENCY = "(SELECT nullif(current_setting('kinkeeper.agency', true), '')::bigint)"
_PERSON = "(SELECT nullif(current_setting('kinkeeper.person', true), '')::bigint)"
_WORKS_AT = "(SELECT nullif(current_setting('kinkeeper.works_at', true), ''))"
_WHO = "(SELECT current_setting('kinkeeper.who', true))"
_BEGAN = "(SELECT nullif(current_setting('kinkeeper.now', true), '')::timestamptz)"

ANY_ACTOR = f"{_KIND} <> ''"
SYSTEM = f"{_KIND} = 'system'"
DUTY = f"{_KIND} IN ('system', 'feed')"  # short, for a feed asks for thousands of rows a second
OWN_AGENCY = f"agency_id = {_AGENCY}"
OF_PERSON = "kinkeeper_sees(person_id)"
AGENCYS_OR_OF_PERSON = f"{OWN_AGENCY} OR {OF_PERSON}"
OF_CONSENT = "EXISTS (SELECT 1 FROM sharing_consent c WHERE c.id = consent_id)"  # itself behind the wall

OF_PERIOD = (
    f"{DUTY} OR kinkeeper_asks_at(prison_id) OR kinkeeper_asks_at(admitted_prison_id)"
    " OR kinkeeper_knows(person_id) OR kinkeeper_offered_in(id)"
)
OF_ASKING = f"{DUTY} OR kinkeeper_asks_at(prison_id) OR kinkeeper_knows(person_id) OR kinkeeper_offered_in(period_id)"
# Not whoever knows the person held: another household's offer is no matter of theirs.
OF_OFFER = (
    f"{DUTY} OR service_id = {_AGENCY} OR held_id = {_PERSON} OR kinkeeper_knows(contact_id)"
    " OR kinkeeper_asked_in(period_id) OR kinkeeper_moved_to(id)"
)
ON_OFFER = f"{DUTY} OR kinkeeper_sees_offer(offer_id)"
ON_ASKING = f"{DUTY} OR kinkeeper_sees_asking(asking_id)"
OF_WORRY = f"{DUTY} OR kinkeeper_asks_at(prison_id) OR kinkeeper_knows(person_id)"
OF_CALL = f"{DUTY} OR {OWN_AGENCY} OR EXISTS (SELECT 1 FROM offers_safetycheck c WHERE c.id = check_on_id)"
# A colleague where it is asked passes too: once the parent has answered, whoever wrote that down deletes all drafts.
OF_DRAFT = f"{DUTY} OR owner = {_WHO} OR kinkeeper_asked_in(period_id)"
OF_FEED = f"{DUTY} OR feed_id IN (SELECT f.id FROM intake_feed f WHERE f.agency_id = {_AGENCY})"

# An agency's own entries, whoever is meant by them; what tells of a family member; what one has written oneself. And, since
# the database shows a new row's id only to who may read the row: what the system, or for a stranger anybody, has written
# since this very request began.
OF_ENTRY = (
    f"{SYSTEM} OR agency = {_WORKS_AT} OR (actor = {_WHO} AND actor_kind = {_KIND} AND actor <> '')"
    " OR kinkeeper_told_of_me(id)"
    f" OR (at >= {_BEGAN} AND (actor_kind = 'system' OR {_KIND} = 'nobody'))"
)
OF_LINE = f"{SYSTEM} OR kinkeeper_is_me(person) OR kinkeeper_wrote(entry_id)"

WALLS = {
    "people_person": ANY_ACTOR,  # a reference and nothing else
    "people_family": ANY_ACTOR,
    "people_identity": OF_PERSON,
    "people_whereabouts": OF_PERSON,
    "people_route": OF_PERSON,
    "people_told": OF_PERSON,
    "people_demographics": OF_PERSON,
    "people_health": OF_PERSON,
    "people_membership": OF_PERSON,
    "people_kin": "kinkeeper_sees(person_id) OR kinkeeper_sees(relative_id)",
    "people_possiblematch": "kinkeeper_sees(first_id) OR kinkeeper_sees(second_id)",
    "sharing_basis": AGENCYS_OR_OF_PERSON,
    "sharing_involvement": AGENCYS_OR_OF_PERSON,
    "sharing_glassbreak": AGENCYS_OR_OF_PERSON,
    "sharing_restriction": AGENCYS_OR_OF_PERSON,
    "sharing_consent": "kinkeeper_sees(person_id) OR kinkeeper_sees(given_by_id)",
    "sharing_consent_bases": OF_CONSENT,
    "sharing_disagreement": OF_CONSENT,
    "sharing_reminder": SYSTEM,
    "custody_period": OF_PERIOD,
    "custody_prisonnumber": f"{DUTY} OR kinkeeper_knows(person_id)",
    "custody_custodyevent": f"{DUTY} OR kinkeeper_knows_number(number)",
    "offers_asking": OF_ASKING,
    "offers_firstnightcard": ON_ASKING,
    "offers_interview": ON_ASKING,
    "offers_draft": OF_DRAFT,
    "offers_offer": OF_OFFER,
    "offers_permissiongiven": ON_OFFER,
    "offers_publicprotectioncheck": ON_OFFER,
    "offers_checkalert": ON_OFFER,
    "offers_attempt": ON_OFFER,
    "offers_handover": ON_OFFER,
    "offers_servicemove": ON_OFFER,
    "offers_notice": ON_OFFER,
    "offers_pack": ON_OFFER,
    "offers_safetycheck": OF_WORRY,
    "offers_dutycall": OF_CALL,
    "intake_refused": OF_FEED,
    "portal_familyrequest": AGENCYS_OR_OF_PERSON,
    "portal_release": OF_PERSON,
    "ledger_entry": OF_ENTRY,
    "ledger_entryline": OF_LINE,
    "ledger_pending": SYSTEM,
    "ledger_block": SYSTEM,
    "ledger_sealedentry": SYSTEM,
}
# Where more may be written than read: whoever acts adds to the ledger.
ADDED_BY = {"ledger_entry": ANY_ACTOR, "ledger_entryline": ANY_ACTOR, "ledger_pending": ANY_ACTOR}
# Written once: the role of the web may add and read, never change or delete.
APPEND_ONLY = ("ledger_entry", "ledger_entryline", "ledger_block", "ledger_sealedentry")

# They run as the owner, who stands before the wall: a condition on a table cannot ask that table, nor two tables each other.
# Called with a column of a row, so each is a look-up in an index or two. `mine` is an agency or a person.
_OPENING = """
    kind text := coalesce(current_setting('kinkeeper.kind', true), '');
    mine bigint := CASE WHEN kind = 'staff' THEN nullif(current_setting('kinkeeper.agency', true), '')::bigint
                        WHEN kind = 'family' THEN nullif(current_setting('kinkeeper.person', true), '')::bigint END;
"""
_ASKS_AT = """(EXISTS (SELECT 1 FROM custody_prison p WHERE p.id IN ({prisons}) AND p.agency_id = mine)
             OR EXISTS (SELECT 1 FROM offers_askingarrangement a JOIN agencies_team t ON t.id = a.team_id
                        WHERE a.prison_id IN ({prisons}) AND a.ended_at IS NULL AND t.agency_id = mine))"""

FUNCTIONS = {
    # Whether an agency works with somebody or has a basis for them, or did until thirty days ago; one's own family.
    "kinkeeper_knows(who bigint)": """
    recently timestamptz;
BEGIN
    IF kind IN ('system', 'feed') THEN
        RETURN true;
    ELSIF kind = 'staff' THEN
        recently := current_setting('kinkeeper.now')::timestamptz - interval '30 days';
        RETURN EXISTS (SELECT 1 FROM sharing_involvement i WHERE i.person_id = who AND i.agency_id = mine
                       AND (i.ended_at IS NULL OR i.ended_at > recently))
            OR EXISTS (SELECT 1 FROM sharing_basis b WHERE b.person_id = who AND b.agency_id = mine
                       AND (b.withdrawn_at IS NULL OR b.withdrawn_at > recently)
                       AND (b.ends_at IS NULL OR b.ends_at > recently));
    ELSIF kind = 'family' THEN
        RETURN who = mine
            OR EXISTS (SELECT 1 FROM people_kin k WHERE k.person_id IN (who, mine) AND k.relative_id IN (who, mine))
            OR EXISTS (SELECT 1 FROM people_kin a JOIN people_kin b ON b.relative_id = a.relative_id
                       WHERE a.person_id = mine AND b.person_id = who)
            OR EXISTS (SELECT 1 FROM people_membership a JOIN people_membership b ON b.family_id = a.family_id
                       WHERE a.person_id = mine AND b.person_id = who AND a.until IS NULL AND b.until IS NULL)
            OR EXISTS (SELECT 1 FROM sharing_consent c WHERE c.person_id IN (who, mine) AND c.given_by_id IN (who, mine));
    END IF;
    RETURN false;
END""",
    # The same, and for staff somebody being written down whom nobody works with yet.
    "kinkeeper_sees(who bigint)": """
BEGIN
    RETURN kinkeeper_knows(who)
        OR (kind = 'staff' AND NOT EXISTS (SELECT 1 FROM sharing_involvement i WHERE i.person_id = who)
            AND NOT EXISTS (SELECT 1 FROM sharing_basis b WHERE b.person_id = who));
END""",
    "kinkeeper_knows_number(known_as text)": """
BEGIN
    RETURN EXISTS (SELECT 1 FROM custody_prisonnumber n WHERE n.number = known_as AND kinkeeper_knows(n.person_id));
END""",
    # Whether a prison is an agency's own, or one at which a team of it has arranged to ask. A function, for a condition that
    # asks tables itself is planned anew with each statement, and a feed makes many.
    "kinkeeper_asks_at(one bigint)": f"""
BEGIN
    RETURN kind = 'staff' AND {_ASKS_AT.format(prisons="one")};
END""",
    # Whether this offer was proposed to an agency, or came from it: until it is taken on, it is nobody's basis.
    "kinkeeper_moved_to(one bigint)": """
BEGIN
    RETURN kind = 'staff'
        AND EXISTS (SELECT 1 FROM offers_servicemove m JOIN agencies_team t ON t.id IN (m.to_team_id, m.from_team_id)
                    WHERE m.offer_id = one AND t.agency_id = mine);
END""",
    # Whether an agency has, or may take on, an offer that came of this period; or one is for oneself, or came of one's word.
    "kinkeeper_offered_in(one bigint)": """
BEGIN
    RETURN (kind = 'staff' AND EXISTS (SELECT 1 FROM offers_offer o WHERE o.period_id = one
                                       AND (o.service_id = mine OR kinkeeper_moved_to(o.id))))
        OR (kind = 'family' AND EXISTS (SELECT 1 FROM offers_offer o
                                        WHERE o.period_id = one AND mine IN (o.contact_id, o.held_id)));
END""",
    # Whether an agency asks, or asked at reception, where this period is spent; or it is one's own.
    "kinkeeper_asked_in(one bigint)": f"""
    admitted bigint;
    held_at bigint;
    held bigint;
BEGIN
    SELECT admitted_prison_id, prison_id, person_id INTO admitted, held_at, held FROM custody_period WHERE id = one;
    RETURN (kind = 'family' AND held = mine) OR (kind = 'staff' AND {_ASKS_AT.format(prisons="admitted, held_at")});
END""",
    "kinkeeper_sees_asking(one bigint)": f"""
    asked_at bigint;
    held bigint;
    stay bigint;
BEGIN
    SELECT prison_id, person_id, period_id INTO asked_at, held, stay FROM offers_asking WHERE id = one;
    RETURN (kind = 'staff' AND {_ASKS_AT.format(prisons="asked_at")}) OR kinkeeper_knows(held) OR kinkeeper_offered_in(stay);
END""",
    "kinkeeper_sees_offer(one bigint)": """
    service bigint;
    contact bigint;
    held bigint;
    stay bigint;
BEGIN
    SELECT service_id, contact_id, held_id, period_id INTO service, contact, held, stay FROM offers_offer WHERE id = one;
    RETURN (kind = 'staff' AND coalesce(service = mine, false)) OR (kind = 'family' AND held = mine)
        OR kinkeeper_knows(contact) OR kinkeeper_asked_in(stay) OR kinkeeper_moved_to(one);
END""",
    "kinkeeper_is_me(known_as text)": """
BEGIN
    RETURN kind = 'family' AND EXISTS (SELECT 1 FROM people_person p WHERE p.id = mine AND p.reference = known_as);
END""",
    "kinkeeper_told_of_me(one bigint)": """
BEGIN
    RETURN kind = 'family' AND EXISTS (SELECT 1 FROM ledger_entryline l JOIN people_person p ON p.reference = l.person
                                       WHERE l.entry_id = one AND p.id = mine);
END""",
    # Whether an entry of the ledger is one's own agency's.
    "kinkeeper_wrote(one bigint)": """
BEGIN
    RETURN kind IN ('staff', 'feed') AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = one
        AND e.agency = nullif(current_setting('kinkeeper.works_at', true), ''));
END""",
}


def function_sql(signature: str) -> str:
    """The statement that makes a function; `{schema}` stands for the schema, the only place where it looks for tables."""
    return f"""
CREATE OR REPLACE FUNCTION {signature} RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = {{schema}}, pg_temp AS $$
DECLARE{_OPENING}{FUNCTIONS[signature]} $$
"""


def called(signature: str) -> str:
    """A function's name with the types of what it takes, as a grant names it."""
    name, takes = signature.removesuffix(")").split("(")
    return f"{name}({', '.join(one.split()[1] for one in takes.split(', '))})"
