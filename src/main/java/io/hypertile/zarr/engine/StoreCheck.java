package io.hypertile.zarr.engine;

import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.error.CorruptDataException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.RemovalJson;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.Revisions.Fault;
import io.hypertile.store.Revisions.FaultKind;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.NodeFinding;
import io.hypertile.zarr.check.NodeReport;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Check of a store: what it has beside its collections, which is states and their objects,
 * registers of collections that are gone and the trash; and collections that are hierarchies. For
 * one thread.
 *
 * @param findings takes what is found
 */
record StoreCheck(Parts parts, IntegrityRequest request, IntegrityFindings findings) {
  private static final int MOST_OF_A_TREE = 10_000;

  /** Looks at the trash, at what is kept for each collection, and at all states. */
  void run() {
    for (CollectionName name : StoredKeys.collections(parts.plain(), parts.layout().own())) {
      attempt(() -> checkOwn(name));
    }
    attempt(() ->
        StoredKeys.children(parts.store(), parts.layout().removed()).forEach(this::checkRemoved));
    if (!findings.isDone()) {
      parts.revisions().findFaults(kinds(), this::add);
    }
  }

  /** Looks at all nodes of a collection that is a hierarchy of Zarr. */
  void checkTree(Collection collection, ZarrIntegrity integrity) {
    StorePrefix top = parts.layout().contents(collection);
    NodeReport report = integrity.check(new NodeCheck(top, request.level(), MOST_OF_A_TREE));
    findings.countArrays(report.arrays());
    for (NodeFinding finding : report.findings()) {
      Optional<String> path =
          Optional.of(finding.node()).filter(node -> !node.equals(top)).map(top::relative);
      findings.add(
          new IntegrityFinding(
              finding.kind(),
              new IntegrityFinding.Location(
                  collection.name().text(), path, finding.object().text()),
              finding.detail(),
              false));
    }
    if (!report.complete()) {
      findings.leaveOut();
    }
  }

  /** Runs a part of a check, which a damaged state of the store ends before it is complete. */
  void attempt(Runnable part) {
    try {
      part.run();
    } catch (CorruptDataException e) {
      findings.leaveOut();
      if (request.collection().isPresent() || request.level() < IntegrityRequest.LINK_LEVEL) {
        // Otherwise it is found with all states.
        add(StoredFault.UNREADABLE_STATE, "", e.file(), e.detail());
      }
    }
  }

  /** Looks at what is kept for a collection, or for one that was removed. */
  private void checkOwn(CollectionName name) {
    StorePrefix own = parts.layout().own().child(name.text());
    StoreKey note = parts.layout().removal(name);
    Optional<LoadedObject> removal = parts.note(note);
    StoreKey document = parts.layout().document(name);
    boolean isThere = parts.store().find(document).isPresent();
    if (removal.isEmpty()) {
      // It was listed before: a collection that was removed meanwhile has left nothing.
      if (!isThere && !StoredKeys.first(parts.plain(), own).isEmpty()) {
        add(
            StoredFault.LEFT_REGISTER,
            name.text(),
            own.text(),
            "The register is for a collection that is not there.");
      }
    } else if (removal.get().bytes().length > 0) {
      checkNote(note, removal.get(), name.text());
      if (!isThere) {
        add(
            StoredFault.DAMAGED_REMOVAL,
            name.text(),
            note.text(),
            "The document of the removed collection is not there; purge the removal.");
      }
    }
  }

  /** Looks at arrays that were removed together. */
  private void checkRemoved(StorePrefix place) {
    StoreKey note = place.key(RemovedNodes.NOTE);
    Optional<LoadedObject> removal = parts.note(note);
    if (removal.isPresent()) {
      checkNote(note, removal.get(), "");
    } else if (!StoredKeys.first(parts.store(), place).isEmpty()) {
      add(
          StoredFault.DAMAGED_REMOVAL,
          "",
          note.text(),
          "Arrays were removed together and the note of that is not there, so that the trash does"
              + " not list them.");
    }
  }

  private void checkNote(StoreKey key, LoadedObject note, String collection) {
    try {
      RemovalJson.parse(key.text(), note.bytes());
    } catch (CorruptDataException e) {
      add(StoredFault.DAMAGED_REMOVAL, collection, key.text(), e.detail());
    }
  }

  /** Kinds of faults that the level asks for. */
  private Set<FaultKind> kinds() {
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    kinds.removeIf(kind -> fault(kind).level() > request.level());
    return kinds;
  }

  private static StoredFault fault(FaultKind kind) {
    return switch (kind) {
      case UNREADABLE_STATE -> StoredFault.UNREADABLE_STATE;
      case MISSING_OBJECT -> StoredFault.MISSING_OBJECT;
      case WRONG_OBJECT_SIZE -> StoredFault.WRONG_OBJECT_SIZE;
      case UNNAMED_OBJECT -> StoredFault.UNNAMED_OBJECT;
    };
  }

  private boolean add(Fault fault) {
    String collection = fault.place().flatMap(this::collection).orElse("");
    add(fault(fault.kind()), collection, fault.key().text(), fault.detail());
    return !findings.isDone();
  }

  /** The collection that a place of the store is in. */
  private Optional<String> collection(StorePrefix place) {
    StorePrefix root = parts.layout().root();
    if (place.equals(root) || !place.isWithin(root)) {
      return Optional.empty();
    }
    String first = root.relative(place).split("/", 2)[0];
    return Optional.of(first).filter(name -> !name.equals(ZarrLayout.PRIVATE));
  }

  private void add(StoredFault fault, String collection, String file, String detail) {
    findings.add(
        new IntegrityFinding(
            fault,
            new IntegrityFinding.Location(collection, Optional.empty(), file),
            detail,
            false));
  }
}
