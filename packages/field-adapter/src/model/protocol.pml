/*
 * The protocol of capture, claim, version, read, send, apply and acknowledge, with a walk beside it. Names are those of the code:
 *
 *   Writer, capture     ../outbox/capture-triggers.ts     Pass (a sender)     ../outbox/relay.ts, claims.ts
 *   Resolver            ../outbox/resolve-changes.ts      drawVersion         ../outbox/versions.ts
 *   Walk                ../backfill/walk-accounts.ts      readFresh, settle   ../delivery/read-fresh.ts, settle.ts
 *   Touching            ../outbox/touch-accounts.ts       apply               apps/hq-ingest/src/apply
 *
 * Two records of one account: a user, made of a login, and an accountMember, made of the same login and a membership; HQ takes the
 * member only while it has the user. When all is quiet, HQ holds what Field holds; and at no time does a version give way to an
 * older one. README.md says how to run it, and what each macro below is: a bound, or a mistake that must be caught.
 */
#ifndef CHANGES
#define CHANGES 2 /* transactions of Field's users */
#endif
#ifndef LAPSES
#define LAPSES 1 /* leases that run out while their sender sleeps */
#endif
#ifndef WALKS
#define WALKS 1 /* walks with version 0; a second one is the first one's host taken for dead */
#endif
#ifndef AGAIN
#define AGAIN 0 /* walks of the account once it is begun, with a version of their own */
#endif
#ifndef TOUCHES
#define TOUCHES 0 /* times that an operator touches the account */
#endif
#ifndef SENDERS
#define SENDERS 2
#endif
#ifndef ROUNDS
#define ROUNDS 1 /* rounds of settle before a record stays in the outbox */
#endif
#ifndef DELETIONS
#define DELETIONS 1 /* whether rows are deleted and come back */
#endif
#ifndef PARTIAL
#define PARTIAL 0 /* whether a claim may take one of two records that wait */
#endif
#ifndef BEGUN
#define BEGUN 0 /* whether the account is live from the beginning, and HQ in step */
#endif

#ifndef LOST
#define LOST 0 /* whether the runner's database was lost: HQ is in step, the account planned once more, and its walk AGAIN begins it */
#endif

#define USER 0
#define MEMBER 1

/* Field: two rows, each with the number of its last change. */
byte login = 1, membership = 1;
bool loginLives = true, membershipLives = true;
/* outbound.changes, then outbound.touches: rows that wait, and rows in the hands of a sender. */
bool loginChanged, membershipChanged;
bool waits[2];
bool claimed[4];
bool lapsed[2];
/* The account's state, and what is still to happen. */
bool planned = !BEGUN || LOST;
byte changes, lapses, touches, working;

/* HQ: what it holds of each record. Its version stays when the record is gone. */
bool held[2] = BEGUN;
byte heldLogin = BEGUN, heldMemberLogin = BEGUN, heldMembership = BEGUN;

/* Every version that somebody has in hand, in one array: they are only compared, so they are numbered anew with each draw. */
#define HQ 0 /* 0, 1: held by HQ; 2, 3: the highest ever held */
#define HIGHEST 2
#define PASS 4 /* 4, 5: of the senders */
#define WALK 6 /* 6, 7: of the walks */
#define CAPTURE 8 /* 8, 9: of transactions; 10, 11: of touches; only with VERSION_AT_CAPTURE */
#define VERSIONS 12
byte version[VERSIONS];

hidden byte i, rank, low;

/* ../outbox/versions.ts: higher than every number drawn before. Numbers in use become their ranks, 0 stays. */
inline drawVersion(mine) {
  d_step {
    version[mine] = 0;
    rank = 0;
    do
    :: true ->
      low = 255; i = 0;
      do
      :: i < VERSIONS -> if :: version[i] > rank && version[i] < low -> low = version[i] :: else fi; i++
      :: else -> break
      od;
      if :: low == 255 -> break :: else fi;
      rank++; i = 0;
      do
      :: i < VERSIONS -> if :: version[i] == low -> version[i] = rank :: else fi; i++
      :: else -> break
      od
    od;
    version[mine] = rank + 1;
    i = 0; rank = 0; low = 0
  }
}

inline hold(record, v) {
  assert(v >= version[HIGHEST + record]);
  version[HQ + record] = v;
  version[HIGHEST + record] = v
}

inline forgetVersion(record) {
  version[HQ + record] = 0;
  version[HIGHEST + record] = 0
}

/* HQ applies a batch in one transaction: upserts with parents first, then tombstones with children first. What it defers is open. */
inline apply(v) {
  d_step {
    openUser = false; openMember = false;
    if
    :: sendUser && userLives && v >= version[HQ + USER] -> hold(USER, v); held[USER] = true; heldLogin = userLogin
    :: else
    fi;
    if
    :: sendMember && memberLives && v >= version[HQ + MEMBER] ->
      if
      :: held[USER] -> hold(MEMBER, v); held[MEMBER] = true; heldMemberLogin = memberLogin; heldMembership = memberMembership
      :: else -> openMember = true /* parent_unknown */
      fi
    :: else
    fi;
    if
    :: sendMember && !memberLives && v >= version[HQ + MEMBER] ->
      hold(MEMBER, v); held[MEMBER] = false; heldMemberLogin = 0; heldMembership = 0;
#ifdef FORGET_TOMBSTONE
      version[HQ + MEMBER] = 0
#endif
    :: else
    fi;
    if
    :: sendUser && !userLives && v >= version[HQ + USER] ->
      if
      :: held[MEMBER] && version[HQ + MEMBER] > v -> openUser = true /* a newer child belongs to it */
      :: else ->
        hold(USER, v); held[USER] = false; heldLogin = 0;
#ifdef FORGET_TOMBSTONE
        version[HQ + USER] = 0;
#endif
        /* The row of the child goes with it, and with it the child's version. */
        if :: held[MEMBER] -> held[MEMBER] = false; heldMemberLogin = 0; heldMembership = 0; forgetVersion(MEMBER) :: else fi
      fi
    :: else
    fi;
#ifndef SETTLE_WITHOUT_READING
    if :: sendUser -> userLives = false; userLogin = 0 :: else fi;
    if :: sendMember -> memberLives = false; memberLogin = 0; memberMembership = 0 :: else fi
#endif
  }
}

/* Each record is read by a statement of its own, which sees what is committed then. */
inline readUser() {
  d_step { userLives = loginLives; userLogin = (loginLives -> login : 0) }
}
inline readMember() {
  d_step {
    memberLives = loginLives && membershipLives;
    memberLogin = (memberLives -> login : 0);
    memberMembership = (memberLives -> membership : 0)
  }
}
inline readCurrent() {
  if :: sendUser -> readUser() :: else fi;
  if :: sendMember -> readMember() :: else fi
}

/* Sends, and again what HQ defers: read afresh, with whom it waits for, in one batch. What stays open goes back to the outbox. */
inline sendAndSettle(mine) {
  do
  :: atomic {
      apply(version[mine]);
      if
      :: round < ROUNDS && (openUser || openMember) -> round++; openUser = false; openMember = false;
#ifndef SETTLE_WITHOUT_READING
        sendUser = true; sendMember = true
#endif

      :: else -> break
      fi
    }
#ifdef SETTLE_WITHOUT_READING
    drawVersion(mine)
#else
#ifdef READ_BEFORE_VERSION
    readCurrent();
    drawVersion(mine)
#else
    drawVersion(mine);
    readCurrent()
#endif
#endif
  od
}

inline forgetRead() {
  d_step { userLives = false; userLogin = 0; memberLives = false; memberLogin = 0; memberMembership = 0; sendUser = false; sendMember = false; openUser = false; openMember = false; round = 0 }
}

/* One transaction takes changes out of their table and puts records into the outbox. A record that waits is not put twice. */
inline resolve() {
  if
  :: loginChanged -> loginChanged = false; waits[USER] = true; waits[MEMBER] = true
  :: else
  fi;
  if
  :: membershipChanged -> membershipChanged = false; waits[MEMBER] = true
  :: else
  fi
}
#ifdef RESOLVER
active proctype Resolver() {
end:
  do
  :: d_step { loginChanged || membershipChanged -> resolve() }
#ifdef RESOLVE_IN_TWO_TRANSACTIONS
  :: d_step { loginChanged -> loginChanged = false } /* killed before it has put the records into the outbox */
#endif
  od
}
#endif

/* Somebody of Field commits. The trigger writes the change in the same transaction. */
proctype Writer(byte w) {
  do
  :: atomic {
      changes < CHANGES -> changes++;
#ifdef VERSION_AT_CAPTURE
      working++; drawVersion(CAPTURE + w)
    }
    atomic {
#endif
      if
      :: loginLives -> login++; loginChanged = true
      :: membershipLives -> membership++; membershipChanged = true
      :: loginLives && membershipLives -> login++; membership++; loginChanged = true; membershipChanged = true
#if DELETIONS
      :: loginLives = !loginLives; loginChanged = true
      :: membershipLives = !membershipLives; membershipChanged = true
#endif
      fi;
#ifdef VERSION_AT_CAPTURE
      if :: loginChanged -> version[CAPTURE + 2] = version[CAPTURE + w] :: else fi;
      version[CAPTURE + 3] = version[CAPTURE + w]; version[CAPTURE + w] = 0; working--;
#endif
#ifndef RESOLVER
      resolve()
#endif
    }
  :: changes == CHANGES -> break
  od
}

/* What a sender may claim: what waits, and what another one holds whose lease has run out. */
#define free(s, record) (waits[record] || (SENDERS == 2 && lapsed[1 - s] && claimed[(1 - s) * 2 + record]))
inline claim(s, record) {
  waits[record] = false;
  if :: lapsed[1 - s] -> claimed[(1 - s) * 2 + record] = false :: else fi;
  claimed[s * 2 + record] = true
}
/* Deletes what this pass claimed and still holds. */
inline acknowledge(s, record) {
#ifdef ACKNOWLEDGE_MORE
  if :: claimed[s * 2 + record] -> waits[record] = false; claimed[record] = false; claimed[2 + record] = false :: else fi;
#endif
  claimed[s * 2 + record] = false
}

inline look() {
  if :: planned -> goto done :: else fi
}

/* One pass of the relay after the other. Each is a sender of its own: a lease that ran out ends with it. */
proctype Pass(byte s) {
  bool userLives, memberLives, sendUser, sendMember, openUser, openMember;
  byte userLogin, memberLogin, memberMembership, round;
end:
  do
  :: atomic {
      free(s, USER) || free(s, MEMBER) ->
#ifdef VERSION_BEFORE_CLAIM
      working++; drawVersion(PASS + s)
    }
    atomic {
      working--;
#endif
#if PARTIAL
      if
      :: free(s, USER) -> claim(s, USER)
      :: free(s, MEMBER) -> claim(s, MEMBER)
      :: free(s, USER) && free(s, MEMBER) -> claim(s, USER); claim(s, MEMBER)
      fi;
#else
      if :: free(s, USER) -> claim(s, USER) :: else fi;
      if :: free(s, MEMBER) -> claim(s, MEMBER) :: else fi;
#endif
      lapsed[s] = false;
      sendUser = claimed[s * 2 + USER]; sendMember = claimed[s * 2 + MEMBER]
    }
#if defined LOOK_AFTER_READ || defined READ_BEFORE_VERSION || defined VERSION_AT_CAPTURE || defined VERSION_BEFORE_CLAIM
#ifndef LOOK_AFTER_READ
    look();
#endif
#ifdef READ_BEFORE_VERSION
    readCurrent();
#endif
#ifdef VERSION_AT_CAPTURE
    d_step { version[PASS + s] = (sendMember -> version[CAPTURE + 3] : version[CAPTURE + 2]) }
#else
#ifndef VERSION_BEFORE_CLAIM
    drawVersion(PASS + s);
#endif
#endif
#else
    /* Both are asked at once, of two databases. */
    if
    :: look(); drawVersion(PASS + s)
    :: drawVersion(PASS + s); look()
    fi;
#endif
#ifndef READ_BEFORE_VERSION
    readCurrent();
#endif
#ifdef LOOK_AFTER_READ
    look();
#endif
    sendAndSettle(PASS + s);
done:
    atomic {
      /* What is open keeps its claim until the lease runs out: it waits again. */
      if
#ifndef ACKNOWLEDGE_OPEN
      :: openUser && claimed[s * 2 + USER] -> claimed[s * 2 + USER] = false; waits[USER] = true
#endif
      :: else -> acknowledge(s, USER)
      fi;
      if
#ifndef ACKNOWLEDGE_OPEN
      :: openMember && claimed[s * 2 + MEMBER] -> claimed[s * 2 + MEMBER] = false; waits[MEMBER] = true
#endif
      :: else -> acknowledge(s, MEMBER)
      fi;
      lapsed[s] = false; version[PASS + s] = 0;
      forgetRead()
    }
  od
}

#if LAPSES > 0
/* A sender sleeps past its lease: another one may take what it holds, and it goes on when it wakes. A crash is a sleeper that wakes too late. */
active proctype Lapse() {
end:
  do
  :: atomic { lapses < LAPSES && !lapsed[0] && (claimed[0] || claimed[1]) -> lapsed[0] = true; lapses++ }
  :: atomic { lapses < LAPSES && !lapsed[1] && (claimed[2] || claimed[3]) -> lapsed[1] = true; lapses++ }
  od
}

#endif

/* The walk: the account moves first, then one snapshot, then pages in dependency order. One that begins again has a version. */
proctype Walk(byte w; bool again) {
  bool userLives, memberLives, sendUser, sendMember, openUser, openMember;
  byte userLogin, memberLogin, memberMembership, round;
  if
  :: again ->
#if LOST
    planned = false;
#else
    !planned;
#endif
#ifdef AGAIN_SNAPSHOT_BEFORE_VERSION
    atomic { readUser(); readMember() }
    drawVersion(WALK + w);
#else
#ifndef FIRST_WALK_AFTER_LOSS
    drawVersion(WALK + w);
#endif
    atomic { readUser(); readMember() }
#endif
  :: else ->
#ifdef SNAPSHOT_BEFORE_MOVE
    atomic { readUser(); readMember() }
    planned = false;
#else
    planned = false;
    atomic { readUser(); readMember() }
#endif
  fi;
  atomic { sendUser = userLives; apply(version[WALK + w]); sendUser = false; sendMember = memberLives }
  sendAndSettle(WALK + w);
  atomic {
    /* What could not be settled is touched, and so are records that HQ refused. */
    if :: openUser -> waits[USER] = true :: else fi;
    if :: openMember -> waits[MEMBER] = true :: else fi;
    version[WALK + w] = 0; working--;
    forgetRead()
  }
}

#if TOUCHES > 0
active proctype Touching() {
end:
  do
  :: atomic { touches < TOUCHES && !planned -> touches++; waits[USER] = true; waits[MEMBER] = true }
  od
}

#endif

#define quiet (changes == CHANGES && working == 0 && !loginChanged && !membershipChanged && !waits[USER] && !waits[MEMBER] && !claimed[0] && !claimed[1] && !claimed[2] && !claimed[3])

active proctype Check() {
end:
  atomic {
    quiet ->
    assert(held[USER] == loginLives && (!loginLives || heldLogin == login));
    assert(held[MEMBER] == (loginLives && membershipLives));
    assert(!held[MEMBER] || (heldMemberLogin == login && heldMembership == membership))
  }
}

init {
  atomic {
    working = (BEGUN -> 0 : WALKS) + AGAIN;
#if LOST
    /* Live changes were sent before. */
    version[HQ + USER] = 1; version[HQ + MEMBER] = 1; version[HIGHEST + USER] = 1; version[HIGHEST + MEMBER] = 1;
#endif
    run Writer(0);
#ifdef VERSION_AT_CAPTURE
    run Writer(1);
#endif
    run Pass(0);
#if SENDERS == 2
    run Pass(1);
#endif
#if !BEGUN
    run Walk(0, false);
#endif
#if !BEGUN && WALKS >= 2
    run Walk(1, false);
#endif
#if AGAIN >= 1
    run Walk(1, true);
#endif
  }
}
