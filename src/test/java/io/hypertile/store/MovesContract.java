package io.hypertile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contract of revisions of stores whose objects also move. */
public abstract class MovesContract extends RevisionsContract {
  private static final StoreKey MOVED = new StoreKey("aside/r/t2m/zarr.json");

  private void move(StoreKey from, StoreKey to) {
    Revisions.Move move = new Revisions.Move(from, to);
    revisions.relocate(new Revisions.Relocation(List.of(), List.of(move), List.of(), List.of()));
  }

  @Test
  void movedHeadsKeepTheirVersionsAndReadersTheirStates() {
    Optional<ObjectVersion> first = commit(put(HEAD, "head"), put(CHUNK, "cells"));
    try (Revision old = revisions.open(HEAD);
        Revision absent = revisions.open(MOVED)) {
      move(HEAD, MOVED);
      assertThat(store.find(HEAD)).isEmpty();
      assertThat(store.find(CHUNK)).isEmpty();
      assertThat(store.find(MOVED).map(StoredObject::version)).isEqualTo(first);
      assertThat(text(store, new StoreKey("aside/r/t2m/c/0/0"))).contains("cells");
      assertThat(text(old, CHUNK)).contains("cells");
      assertThat(old.version()).isEqualTo(first);
      assertThat(absent.find(MOVED)).isEmpty();
      commit(put(HEAD, "other"));
      assertThat(text(old, CHUNK)).contains("cells");
      assertThatThrownBy(() -> move(MOVED, HEAD)).isInstanceOf(ServiceException.class);
      assertThat(text(store, HEAD)).contains("other");
      commit(new KeyChange.Remove(HEAD));
      move(MOVED, HEAD);
    }
    assertThat(store.find(HEAD).map(StoredObject::version)).isEqualTo(first);
    assertThat(text(store, CHUNK)).contains("cells");
    assertThat(store.find(MOVED)).isEmpty();
    assertThat(commit(put(CHUNK, "more"))).isPresent().isNotEqualTo(first);
    move(new StoreKey("nothing/zarr.json"), MOVED);
    assertThat(store.find(MOVED)).isEmpty();
  }

  @Test
  void changesOfAHeadThatMovesAreLostOrMoveWithIt() {
    commit(put(HEAD, "head"), put(CHUNK, "cells"));
    try (Revision base = revisions.open(HEAD)) {
      move(HEAD, MOVED);
      assertThat(revisions.commit(base, List.of(put(CHUNK, "late"))))
          .isInstanceOf(CommitResult.Lost.class);
    }
    assertThat(store.find(CHUNK)).isEmpty();
    assertThat(text(store, new StoreKey("aside/r/t2m/c/0/0"))).contains("cells");
  }

  @Test
  void notesAndPlainObjectsMoveBesideHeads() {
    commit(put(HEAD, "head"));
    Store plain = revisions.plain();
    for (String key : List.of("plain/a/b", "plain/a/c", "old/x/y", "old/z")) {
      plain.put(new StoreKey(key), ObjectBody.of(new byte[] {'1'}), Condition.ALWAYS);
    }
    StoreKey note = new StoreKey("aside/r/note");
    revisions.relocate(
        new Revisions.Relocation(
            List.of(new NewObject(note, ObjectBody.of(new byte[] {'n'}))),
            List.of(new Revisions.Move(HEAD, MOVED)),
            List.of(
                new Revisions.Move(new StoreKey("plain/a"), new StoreKey("aside/r/p")),
                new Revisions.Move(new StoreKey("none"), new StoreKey("aside/r/none"))),
            List.of(new StorePrefix("old"))));
    assertThat(text(store, note)).contains("n");
    assertThat(text(store, new StoreKey("aside/r/p/b"))).contains("1");
    assertThat(text(store, new StoreKey("aside/r/p/c"))).contains("1");
    for (String place : List.of("plain", "old", "lake")) {
      assertThat(store.list(new StorePrefix(place), Optional.empty(), 9, Depth.ALL).objects())
          .as(place)
          .isEmpty();
    }
    revisions.relocate(
        new Revisions.Relocation(
            List.of(),
            List.of(new Revisions.Move(MOVED, HEAD)),
            List.of(new Revisions.Move(new StoreKey("aside/r/p/b"), new StoreKey("plain/b"))),
            List.of(new StorePrefix("aside/r"))));
    assertThat(text(store, HEAD)).contains("head");
    assertThat(text(store, new StoreKey("plain/b"))).contains("1");
    assertThat(store.list(new StorePrefix("aside"), Optional.empty(), 9, Depth.ALL).objects())
        .isEmpty();
  }
}
