package io.hypertile.deker.store.tiled;

import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.form.TileSchema;
import io.hypertile.deker.store.files.ChunkPlanning;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.KeyedFiles;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.files.StoredHeaders;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.deker.store.write.ArrayWriter;
import io.hypertile.deker.store.write.BoxCells;
import io.hypertile.deker.store.write.FileChange;
import io.hypertile.deker.store.write.MergedCells;
import io.hypertile.deker.store.write.NewFile;
import io.hypertile.deker.store.write.RunWriter;
import io.hypertile.error.CorruptDataException;
import io.hypertile.hdf5.cells.ArrayEncoding;
import io.hypertile.hdf5.image.ArrayFileImage;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Tiling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prepares changes of single tiles: their making, their writing, their removal. Thread-safe. */
final class TileChanges {
  /**
   * Number of tiles from which on they are not opened only to be removed; new readers wait for the
   * commit.
   */
  static final int MANY = 64;

  /** A file that did not exist has no version that anyone knows. */
  private static final Version NEW = new Version("");

  private final TileFiles tiles;
  private final KeyedFiles keyedFiles;
  private final Journal journal;
  private final ArrayStates states;
  private final ArrayWriter writer;
  private final CodecPool pool;

  /**
   * Changes of tiles.
   *
   * @param keyedFiles those of tiles
   */
  TileChanges(TiledStates states, KeyedFiles keyedFiles, ArrayWriter writer, CodecPool pool) {
    this.tiles = states.tiles;
    this.keyedFiles = keyedFiles;
    this.journal = writer.journal();
    this.states = states.states;
    this.writer = writer;
    this.pool = pool;
  }

  /** The task of writing a part of a tile. */
  WriteTask task(VirtualArray array, ArrayId tile, Region inTile, int together) {
    RootPath path = tiles.rootPath(array, tile);
    return new WriteTask(array.tiles(), path, tiles.path(array, tile), inTile, together);
  }

  /**
   * Prepares cells of a tile that is there.
   *
   * @param task from {@link #task}
   */
  FileChange write(WriteTask task, BoxCells cells) throws IOException {
    try {
      OpenFile before = states.acquire(task.file());
      try {
        return writer.prepare(task, before, cells);
      } finally {
        before.release();
      }
    } catch (NoSuchFileException e) {
      throw StorageFailures.changed(task.path().text());
    }
  }

  /**
   * Prepares a tile that is not there yet, with cells that are not all fill values.
   *
   * @param parent the virtual array
   */
  FileChange create(
      VirtualArray array, ArrayHeader parent, Tiling.Part part, BoxCells cells, int together)
      throws IOException {
    ArrayId id = ArrayId.random();
    long[] position = array.tiling().position(part.number());
    ArrayHeader header = TileSchema.header(array.schema(), parent, position, id);
    byte[] meta = StoredHeaders.bytes(header);
    WriteTask task = task(array, id, part.inTile(), together);
    List<String> keyPath = array.keyPath(part.number());
    boolean logged =
        task.storesRuns() && !(task.isWhole() && task.bytes() > ArrayWriter.LOGGED_WHOLE);
    if (logged) {
      List<Change> content = loggedContent(task, meta, cells);
      return created(keyedFiles.creation(array.tiles(), id, keyPath, content), Optional.empty());
    }
    RootPath temporary = journal.temporary(DekerLayout.ARRAY_ENDING);
    Path path = temporary.resolve(journal.root());
    try {
      if (task.storesRuns()) {
        NewFile.writeRun(path, task, meta, cells);
      } else {
        ArrayEncoding encoding = new ArrayEncoding(onFill(task, cells), pool);
        NewFile.writeChunks(path, task, ChunkPlanning.plan(task), meta, encoding);
      }
      List<Change> content = List.of(new Change.Replace(temporary, task.path()));
      return created(keyedFiles.creation(array.tiles(), id, keyPath, content), Optional.of(path));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /**
   * Changes that make a tile without cells, which is not there yet.
   *
   * @param parent the virtual array
   */
  List<Change> createEmpty(VirtualArray array, ArrayHeader parent, long number, ArrayId tile) {
    long[] position = array.tiling().position(number);
    ArrayHeader header = TileSchema.header(array.schema(), parent, position, tile);
    byte[] meta = StoredHeaders.bytes(header);
    ArrayFileImage image =
        ArrayFileImage.create(meta, array.tiling().tileShape().cells(), Optional.empty());
    Change content =
        new Change.WriteBytes(tiles.rootPath(array, tile), 0, Payload.of(image.head()));
    return keyedFiles.creation(array.tiles(), tile, array.keyPath(number), List.of(content));
  }

  private static MergedCells onFill(WriteTask task, BoxCells cells) {
    return new MergedCells(
        task, (region, target, memory) -> task.fill().fill(target), Optional.of(cells.cells()));
  }

  private static List<Change> loggedContent(WriteTask task, byte[] meta, BoxCells cells) {
    long empty = task.arrayCells() - task.region().cells() + cells.fillCells();
    DataPlan plan = DataPlan.contiguous(task.schema().dtype(), task.shape());
    ArrayFileImage image = ArrayFileImage.create(meta, empty, Optional.of(plan));
    long position = image.data().orElseThrow().cells();
    List<Change> content = new ArrayList<>();
    content.add(new Change.WriteBytes(task.path(), 0, Payload.of(image.head())));
    if (!task.isWhole()) {
      long bytes = task.shape().bytes(task.schema().dtype());
      content.add(new Change.WriteFill(task.path(), position, bytes, task.fill().bytes()));
    }
    RunWriter.Incoming incoming =
        new RunWriter.Incoming(Payload.of(cells.cells()), cells.fillCells());
    content.add(RunWriter.box(task, position, incoming));
    return content;
  }

  private static FileChange created(List<Change> changes, Optional<Path> temporary) {
    return new FileChange(
        changes,
        NEW,
        new FileChange.Effect(true, true),
        committed -> {
          if (temporary.isPresent()) {
            Files.deleteIfExists(temporary.get());
          }
        });
  }

  /**
   * Prepares the removal of a tile, also of a damaged one.
   *
   * @param together number of tiles that are changed together
   */
  FileChange remove(VirtualArray array, long number, ArrayId tile, int together)
      throws IOException {
    Path path = tiles.path(array, tile);
    List<Change> changes =
        keyedFiles.removal(array.tiles(), tile, Optional.of(array.keyPath(number)));
    if (together > MANY) {
      return new FileChange(changes, NEW, new FileChange.Effect(false, false), committed -> {});
    }
    FileChange.Effect effect = new FileChange.Effect(false, true);
    try {
      OpenFile before = states.acquire(path);
      try {
        ArrayStates.Transition change = states.begin(path, before, false);
        return new FileChange(changes, NEW, effect, committed -> change.close());
      } finally {
        before.release();
      }
    } catch (NoSuchFileException | CorruptDataException e) {
      return new FileChange(changes, NEW, effect, committed -> {});
    }
  }

  /** Changes that remove links left in a tile's directory that has no tile. */
  List<Change> removeStale(VirtualArray array, long number) {
    return keyedFiles.staleRemoval(array.tiles(), array.keyPath(number));
  }
}
