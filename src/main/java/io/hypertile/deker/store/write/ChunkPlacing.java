package io.hypertile.deker.store.write;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.image.ChunkTreeImage;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.ndarray.ChunkGrid;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts new chunks where nothing is in use, and collects the changes that make them current. Few
 * bytes go through the log with the rest; many are written and forced first, so that they are
 * written once. For one thread.
 */
final class ChunkPlacing implements AutoCloseable {
  /** One forced write of so many bytes costs less than two. */
  private static final long THROUGH_LOG = 256 << 10;

  /** Bytes of all files that are changed together. */
  private static final long ALL_THROUGH_LOG = 4 << 20;

  private final WriteTask task;
  private final ArrayFile file;
  private final DataLayout.Chunked layout;
  private final Optional<FreedSpace.Taking> holes;
  private final boolean throughLog;
  private final List<Change> changes = new ArrayList<>();
  private final List<FreedSpace.Run> freed = new ArrayList<>();
  private @Nullable WriteBehind behind;
  private long end;

  /**
   * Places for the chunks of a box.
   *
   * @param holes runs that may be written again; empty when a reader may still need them
   */
  ChunkPlacing(WriteTask task, OpenFile before, Optional<FreedSpace.Taking> holes) {
    this.task = task;
    this.file = before.metadata();
    this.layout = (DataLayout.Chunked) file.data().orElseThrow().layout();
    this.holes = holes;
    this.end = file.size();
    long expected = 0;
    long most = Math.min(THROUGH_LOG, ALL_THROUGH_LOG / task.together());
    ChunkCursor cursor =
        new ChunkCursor(new ChunkGrid(task.shape(), layout.chunkShape()), task.region());
    while (cursor.next() && expected <= most) {
      expected += layout.table().storedSize(cursor.chunk());
    }
    this.throughLog = expected <= most;
  }

  /** Stores a chunk in place of its old bytes. */
  void put(long chunk, MemorySegment bytes, int mask) throws IOException {
    long size = bytes.byteSize();
    long address =
        holes
            .map(taking -> taking.take(size, throughLog).orElse(-1))
            .filter(at -> at >= 0)
            .orElse(end);
    if (address == end) {
      end += size;
    }
    if (throughLog) {
      byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
      changes.add(new Change.WriteBytes(task.path(), address, Payload.of(copy)));
    } else {
      open().write(bytes.asByteBuffer(), address);
    }
    Patch entry =
        InPlaceEdits.setChunk(
            file, chunk, new ChunkTreeImage.StoredChunk(address, Math.toIntExact(size), mask));
    changes.add(new Change.WriteBytes(task.path(), entry.position(), Payload.of(entry.bytes())));
    long oldAddress = layout.table().address(chunk);
    long oldSize = layout.table().storedSize(chunk);
    holes.ifPresent(taking -> taking.free(freed, oldAddress, oldSize));
  }

  private WriteBehind open() throws IOException {
    if (behind == null) {
      Path path = task.file();
      behind =
          new WriteBehind(
              FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }
    return behind;
  }

  /** Forces the bytes that do not go through the log. */
  void force() throws IOException {
    if (behind != null) {
      behind.force(false);
    }
  }

  /** Changes that make the chunks current, the end of the file included. */
  List<Change> changes() {
    Patch endPatch = InPlaceEdits.setEnd(file, end);
    List<Change> all = new ArrayList<>(changes);
    all.add(new Change.WriteBytes(task.path(), endPatch.position(), Payload.of(endPatch.bytes())));
    return all;
  }

  /** Remembers, after the commit, what may be written again. */
  void keepFreed(FreedSpace space, Path path) throws IOException {
    FreedSpace.Taking taking = holes.orElseGet(() -> space.taking(path, new FileStamp("", 0, 0)));
    taking.keep(path, FileStamp.of(path), freed);
  }

  @Override
  public void close() throws IOException {
    if (behind != null) {
      behind.close();
    }
  }
}
