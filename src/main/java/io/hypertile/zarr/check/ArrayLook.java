package io.hypertile.zarr.check;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import io.hypertile.zarr.cells.ShardSpace;
import io.hypertile.zarr.cells.StoredChunks;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrCells;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the objects of arrays. What seems wrong in an array that changes meanwhile is looked at
 * again. Thread-safe.
 *
 * @param memory for cells, a chunk at a time
 */
record ArrayLook(Store store, ZarrArrays arrays, MemoryShare memory) {
  private static final int PAGE = 1_000;
  private static final int MOST_TRIES = 5;
  private static final Set<String> DOCUMENTS =
      Set.of(NodeDocument.NAME, ZarrV2.ARRAY, ZarrV2.ATTRIBUTES);

  /** Findings in one state of an array. */
  private static final class Look {
    private final StorePrefix place;
    private final ZarrCells cells;
    private final StoredChunks stored;
    private final NodeFindings findings;
    private final List<NodeFinding> found = new ArrayList<>();
    private long chunks;
    private long deadBytes;

    private Look(StorePrefix place, ZarrCells cells, NodeFindings findings) {
      this.place = place;
      this.cells = cells;
      this.stored = cells.stored();
      this.findings = findings;
    }

    private void add(NodeFault kind, StoredObject object, String detail) {
      found.add(new NodeFinding(kind, place, object.key(), detail));
    }
  }

  /** Checks the array in a place. */
  void check(StorePrefix place, NodeFindings findings) {
    if (!findings.wants(NodeFault.UNSUPPORTED_NODE)) {
      return;
    }
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try (ZarrCells cells = arrays.cells(place)) {
        Look look = new Look(place, cells, findings);
        if (findings.wants(NodeFault.ORPHAN_CHUNK)) {
          lookAtAll(look);
        }
        if (look.found.isEmpty() || isStill(look)) {
          look.found.forEach(findings::add);
          findings.count(look.chunks, look.deadBytes);
          return;
        }
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.ARRAY_NOT_FOUND) {
          addUnread(place, e, findings);
        }
        return;
      }
    }
    findings.leaveOut();
  }

  private static void addUnread(StorePrefix place, ServiceException e, NodeFindings findings) {
    NodeFault kind = NodeFault.of(e).orElseThrow(() -> e);
    findings.add(new NodeFinding(kind, place, place.key(NodeDocument.NAME), e.detail()));
  }

  private boolean isStill(Look look) {
    try (ZarrCells now = arrays.cells(look.place)) {
      return now.version().equals(look.cells.version());
    }
  }

  private void lookAtAll(Look look) {
    Optional<ListMark> next = Optional.empty();
    do {
      KeyPage page = store.list(look.place, next, PAGE, Depth.ALL);
      for (StoredObject object : page.objects()) {
        if (look.found.size() >= PAGE) {
          look.findings.leaveOut();
          return;
        }
        look(look, object);
      }
      next = page.next();
    } while (next.isPresent());
  }

  private void look(Look look, StoredObject object) {
    Optional<long[]> position = look.stored.position(object.key());
    if (position.isEmpty()) {
      boolean isDocument =
          object.key().parent().equals(look.place) && DOCUMENTS.contains(object.key().name());
      if (!isDocument) {
        look.add(
            NodeFault.FOREIGN_OBJECT,
            object,
            "The object is neither the document of the array nor a chunk of it.");
      }
      return;
    }
    look.chunks++;
    if (!look.stored.isInside(position.get())) {
      look.add(
          NodeFault.ORPHAN_CHUNK,
          object,
          "The chunk lies outside of the array, whose shape is "
              + look.cells.shape()
              + ", and would come back if it grew; compacting removes it.");
      return;
    }
    if (isWhole(look, object, position.get()) && look.findings.wants(NodeFault.UNREADABLE_CHUNK)) {
      decode(look, object, look.stored.region(position.get()));
    }
  }

  /** Looks at the size of an object, and at the index of a shard. */
  private static boolean isWhole(Look look, StoredObject object, long[] position) {
    long size = object.size();
    long wanted = look.stored.objectBytes().orElse(size);
    if (size != wanted) {
      look.add(
          NodeFault.WRONG_SIZE, object, "The chunk has " + size + " bytes for " + wanted + ".");
      return false;
    }
    try {
      long dead = look.stored.space(position).map(ShardSpace::dead).orElse(0L);
      if (dead > 0) {
        look.deadBytes += dead;
        look.add(
            NodeFault.DEAD_SPACE,
            object,
            "Nothing leads to " + dead + " of " + size + " bytes of the shard; compact the array.");
      }
      return true;
    } catch (CorruptDataException e) {
      look.add(NodeFault.DAMAGED_SHARD, object, e.detail());
      return false;
    }
  }

  /** Reads all cells of an object, chunk by chunk. */
  private void decode(Look look, StoredObject object, Region region) {
    ChunkGrid grid = new ChunkGrid(look.cells.shape(), look.cells.chunkShape());
    long most = Math.min(look.cells.chunkShape().cells(), region.cells()) * look.cells.cellBytes();
    Optional<ServiceException> first = Optional.empty();
    long damaged = 0;
    try (NativeBuffer buffer = memory.take(most);
        HeapMemory heap = HeapMemory.ofChunk(memory)) {
      ChunkCursor cursor = new ChunkCursor(grid, region);
      while (cursor.next()) {
        Region chunk = cursor.chunkRegion();
        heap.clear();
        MemorySegment cells = buffer.bytes().asSlice(0, chunk.cells() * look.cells.cellBytes());
        try {
          look.cells.read(
              chunk, look.cells.isAnyLength() ? new CellBlock(cells, heap) : CellBlock.of(cells));
        } catch (CorruptDataException e) {
          first = first.or(() -> Optional.of(e));
          damaged++;
        }
      }
    }
    if (first.isPresent()) {
      String more = damaged > 1 ? " And " + (damaged - 1) + " more chunks of the object." : "";
      look.add(NodeFault.UNREADABLE_CHUNK, object, first.get().detail() + more);
    }
  }
}
