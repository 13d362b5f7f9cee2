package io.hypertile.engine.hdf5;

/** How a box gets into a file. */
enum WriteForm {
  /** A new file with one run of cells, filled as the cells come in. */
  WHOLE_RUN,
  /** Into the run of cells that the file has, or gets now. */
  RUN,
  /** New chunks in place of those that the file has. */
  CHUNKS,
  /** A new file from the cells of the old one and the box. */
  REBUILD;

  /** The form for a task and the file as it is. */
  static WriteForm of(WriteTask task, OpenFile file) {
    return task.isWhole() && task.storesRuns() ? WHOLE_RUN : ofBox(task, file);
  }

  /** The form for a task that is written like a part of the array, even if it is all of it. */
  static WriteForm ofBox(WriteTask task, OpenFile file) {
    boolean hasData = file.metadata().data().isPresent();
    if (!isPatchable(file.metadata())) {
      return REBUILD;
    }
    if (hasData) {
      return formOfStored(task, file);
    }
    return task.storesRuns() ? RUN : REBUILD;
  }

  private static WriteForm formOfStored(WriteTask task, OpenFile file) {
    if (file.cells(task.schema()).plainCells().isPresent()) {
      return RUN;
    }
    StoredCells cells = file.metadata().data().orElseThrow();
    boolean isPlain =
        CellType.find(cells.datatype())
            .filter(type -> type.isPlain(task.schema().dtype()))
            .isPresent();
    boolean hasChunks =
        cells.layout() instanceof Layout.Chunked chunked && chunked.table().isComplete();
    return isPlain && hasChunks && !task.isWhole() ? CHUNKS : REBUILD;
  }

  /** Whether cells and their number can be changed, and cells added, without a new file. */
  private static boolean isPatchable(ArrayFile file) {
    boolean hasCount =
        file.emptyCells()
            .filter(count -> count.position() != Fields.UNDEFINED && count.width() == Long.BYTES)
            .isPresent();
    boolean hasRoom =
        file.root().table().filter(table -> table.entries().size() < table.capacity()).isPresent();
    return file.canGrow() && hasCount && hasRoom;
  }
}
