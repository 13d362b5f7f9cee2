package io.hypertile.zarr.engine;

import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCategory;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.NodeFault;
import io.hypertile.zarr.check.NodeFinding;
import io.hypertile.zarr.check.NodeReport;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.util.Optional;

/** A check of the arrays of one collection. For one thread. */
final class CollectionCheck {
  private static final int MOST_OF_AN_ARRAY = 1_000;

  private final Parts parts;
  private final ZarrEngine engine;
  private final Collection collection;
  private final IntegrityRequest request;
  private final IntegrityFindings findings;

  CollectionCheck(
      Parts parts,
      ZarrEngine engine,
      Collection collection,
      IntegrityRequest request,
      IntegrityFindings findings) {
    this.parts = parts;
    this.engine = engine;
    this.collection = collection;
    this.request = request;
    this.findings = findings;
  }

  /** Runs the check, with one of the objects of each array. */
  void run(ZarrIntegrity integrity) {
    StorePrefix place = parts.layout().collection(collection.name());
    for (StorePrefix node : StoredKeys.children(parts.store(), place)) {
      if (findings.isDone()) {
        return;
      }
      if (parts.store().find(node.key(NodeDocument.NAME)).isPresent()) {
        checkNode(integrity, node);
      }
    }
    if (request.level() >= IntegrityRequest.LINK_LEVEL) {
      StoredKeys.forEach(
          parts.plain(),
          parts.layout().register(collection.name()),
          entry -> {
            if (!findings.isDone()) {
              checkEntry(entry.key());
            }
          });
    }
  }

  private void checkNode(ZarrIntegrity integrity, StorePrefix node) {
    findings.countArray();
    Optional<ArrayHeader> header = Optional.empty();
    try {
      header =
          engine
              .nodes()
              .hold(collection, node)
              .map(held -> {
                held.close();
                return held.array().header();
              });
    } catch (ServiceException e) {
      addFailure(node, e);
    }
    if (header.isEmpty()) {
      return;
    }
    String name = node.text().substring(node.text().lastIndexOf('/') + 1);
    ArrayId id = header.get().id();
    if (!ZarrLayout.node(collection, header.get()).equals(name)) {
      add(
          StoredFault.MISPLACED_ARRAY,
          id,
          node.key(NodeDocument.NAME),
          "The attributes of the array are of another key than its name.");
      return;
    }
    if (request.level() >= IntegrityRequest.LINK_LEVEL) {
      checkRegistered(node, name, id);
    }
    if (request.level() >= NodeFault.ORPHAN_CHUNK.level()) {
      checkObjects(integrity, node, id);
    }
  }

  private void addFailure(StorePrefix node, ServiceException failure) {
    boolean isDamage = failure instanceof CorruptDataException;
    if (!isDamage && failure.code().category() == ErrorCategory.EXTERNAL) {
      throw failure;
    }
    findings.add(
        new IntegrityFinding(
            failure.code() == ErrorCode.UNSUPPORTED_STORAGE
                ? StoredFault.UNSUPPORTED_ARRAY
                : StoredFault.UNREADABLE_ARRAY,
            new IntegrityFinding.Location(
                collection.name().text(), Optional.empty(), node.key(NodeDocument.NAME).text()),
            failure.detail(),
            false));
  }

  private void checkRegistered(StorePrefix node, String name, ArrayId id) {
    ArrayRegister register = parts.register();
    if (register.entry(collection, id).filter(name::equals).isPresent()) {
      return;
    }
    if (request.repairLinks()) {
      register.put(collection, id, name);
    }
    findings.add(
        new IntegrityFinding(
            StoredFault.MISSING_ENTRY,
            location(id, node.key(NodeDocument.NAME)),
            "The register has no entry that leads to the array, so no list has it.",
            request.repairLinks()));
  }

  private void checkEntry(StoreKey entry) {
    String text = ZarrLayout.id(parts.layout().register(collection.name()), entry);
    if (!ArrayId.isValid(text)) {
      return;
    }
    ArrayId id = new ArrayId(text);
    try (var held = parts.locks().forRemoval(collection.name(), id)) {
      Optional<String> node = parts.register().entry(collection, id);
      if (node.isEmpty() || engine.nodes().isAt(collection, node.get(), id)) {
        return;
      }
      if (request.repairLinks()) {
        parts.register().release(collection, id);
      }
      findings.add(
          new IntegrityFinding(
              StoredFault.DANGLING_ENTRY,
              location(id, entry),
              "The entry of the register leads to no array of this id.",
              request.repairLinks()));
    }
  }

  /** Looks at the objects of an array. */
  private void checkObjects(ZarrIntegrity integrity, StorePrefix node, ArrayId id) {
    NodeReport report = integrity.check(new NodeCheck(node, request.level(), MOST_OF_AN_ARRAY));
    for (NodeFinding finding : report.findings()) {
      findings.add(
          new IntegrityFinding(
              finding.kind(), location(id, finding.object()), finding.detail(), false));
    }
    if (!report.complete()) {
      findings.leaveOut();
    }
  }

  private void add(StoredFault fault, ArrayId id, StoreKey file, String detail) {
    findings.add(new IntegrityFinding(fault, location(id, file), detail, false));
  }

  private IntegrityFinding.Location location(ArrayId id, StoreKey file) {
    return new IntegrityFinding.Location(
        collection.name().text(), Optional.of(id.text()), file.text());
  }
}
