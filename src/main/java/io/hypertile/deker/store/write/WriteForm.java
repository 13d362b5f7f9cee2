package io.hypertile.deker.store.write;

import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.StoredType;

/** Ways of writing a box into a file. */
enum WriteForm {
  /** A new file with all cells, filled as they come in. */
  WHOLE,
  /** Into the run of cells that the file has, or gets now. */
  RUN,
  /** New chunks in place of those that the file has. */
  CHUNKS,
  /** A new file from the cells of the old one and the box. */
  REBUILD;

  /** The form for a task and the file as it is. */
  static WriteForm of(WriteTask task, OpenFile file) {
    return task.isWhole() && !file.metadata().isUnusual() ? WHOLE : ofBox(task, file);
  }

  /** The form for a task that is written like a part of the array, even if it is all of it. */
  static WriteForm ofBox(WriteTask task, OpenFile file) {
    ArrayFile metadata = file.metadata();
    if (!hasCount(metadata)) {
      return REBUILD;
    }
    if (metadata.data().isPresent()) {
      return formOfStored(task, file);
    }
    return task.storesRuns() && hasRoom(metadata) ? RUN : REBUILD;
  }

  private static WriteForm formOfStored(WriteTask task, OpenFile file) {
    if (file.cells(task.schema()).plainCells().isPresent()) {
      return RUN;
    }
    StoredCells cells = file.metadata().data().orElseThrow();
    boolean isPlain =
        StoredType.find(cells.datatype())
            .filter(type -> type.isPlain(task.schema().dtype()))
            .isPresent();
    boolean hasChunks =
        cells.layout() instanceof DataLayout.Chunked chunked
            && chunked.table().isComplete()
            && chunked.table().isPatchable();
    boolean isInPlace = !task.isWhole() || file.metadata().isUnusual();
    return isPlain && hasChunks && isInPlace ? CHUNKS : REBUILD;
  }

  /** Whether the number of empty cells can be changed in place. */
  private static boolean hasCount(ArrayFile file) {
    return file.emptyCells().filter(ArrayFile.EmptyCells::isInPlace).isPresent();
  }

  /** Whether cells can be added without a new file. */
  private static boolean hasRoom(ArrayFile file) {
    return file.canGrow()
        && file.root()
            .table()
            .filter(table -> table.entries().size() < table.capacity())
            .isPresent();
  }
}
