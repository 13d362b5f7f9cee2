package io.hypertile.deker.store.check;

import io.hypertile.deker.form.MalformedMetaException;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.StoredType;
import io.hypertile.hdf5.Superblock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks one data file of a tree, its link included. Changes nothing; keeps no file open. */
final class FileCheck {
  private static final long LARGEST_DOCUMENT = 16L << 20;

  /**
   * Position of the flags in a superblock of version 3, which include those of programs that write.
   */
  private static final int FLAGS = 11;

  private static final int FLAGGED_VERSION = 3;
  private static final int OPEN_FOR_WRITING = 0x01 | 0x04;

  private final DekerLayout layout;
  private final FileTree tree;
  private final int level;
  private final List<IntegrityFinding> found = new ArrayList<>();

  private FileCheck(DekerLayout layout, FileTree tree, int level) {
    this.layout = layout;
    this.tree = tree;
    this.level = level;
  }

  /** Finds the faults of the file of an id; none when the file has been deleted meanwhile. */
  static List<IntegrityFinding> examine(DekerLayout layout, FileTree tree, ArrayId id, int level) {
    FileCheck check = new FileCheck(layout, tree, level);
    check.run(id);
    return check.found;
  }

  /** The header of an array; empty if it cannot be read. */
  static Optional<ArrayHeader> header(DekerLayout layout, FileTree tree, ArrayId id) {
    try {
      return Optional.of(new FileCheck(layout, tree, 0).read(id));
    } catch (IOException | MalformedMetaException | ServiceException e) {
      return Optional.empty();
    }
  }

  private void run(ArrayId id) {
    try {
      ArrayHeader header = read(id);
      if (!header.id().equals(id)) {
        add(DekerFault.FOREIGN_ID, id, "The metadata bear the id " + header.id() + ".");
      }
      if (level >= DekerFault.MISSING_LINK.level()) {
        LinkCheck.own(layout, tree, id, header).ifPresent(found::add);
        TileCheck.orphan(layout, tree, id, header).ifPresent(found::add);
      }
    } catch (NoSuchFileException e) {
      found.clear();
    } catch (MalformedMetaException e) {
      add(DekerFault.UNREADABLE_ARRAY, id, "The metadata cannot be read: " + e.getMessage());
    } catch (ServiceException e) {
      add(
          e.code() == ErrorCode.UNSUPPORTED_STORAGE
              ? DekerFault.UNSUPPORTED_ARRAY
              : DekerFault.UNREADABLE_ARRAY,
          id,
          e.detail());
    } catch (IOException e) {
      add(DekerFault.UNREADABLE_ARRAY, id, "The file cannot be opened for reading.");
    }
  }

  private void add(DekerFault kind, ArrayId id, String detail) {
    found.add(tree.finding(kind, id, tree.file(id).text(), detail));
  }

  /** The header; other parts that the file lacks go to the findings. */
  private ArrayHeader read(ArrayId id) throws IOException, MalformedMetaException {
    Path path = layout.at(tree.file(id));
    FileStamp stamp = FileStamp.of(path);
    return switch (tree.kind()) {
      case VIRTUAL -> readDocument(id, path, stamp);
      case ARRAY, TILE -> readArray(id, path, stamp);
    };
  }

  private ArrayHeader readDocument(ArrayId id, Path path, FileStamp stamp)
      throws IOException, MalformedMetaException {
    if (stamp.size() > LARGEST_DOCUMENT) {
      throw new CorruptDataException(
          tree.file(id).text(), "meta", 0, stamp.size() + " bytes are too many", null);
    }
    return MetaJson.parse(tree.schema(), Files.readAllBytes(path));
  }

  private ArrayHeader readArray(ArrayId id, Path path, FileStamp stamp)
      throws IOException, MalformedMetaException {
    OpenFile file =
        OpenFile.open(path, tree.file(id).text(), stamp, (size, closing) -> closing.run());
    try {
      if (file.metadata().emptyCells().isEmpty()
          && level >= DekerFault.MISSING_EMPTY_CELLS.level()) {
        add(
            DekerFault.MISSING_EMPTY_CELLS,
            id,
            "The dataset empty_cells is missing, which Deker needs to change the array; write any"
                + " cell to have it made.");
      }
      if (level >= DekerFault.MARKED_OPEN.level() && isMarkedOpen(file)) {
        add(
            DekerFault.MARKED_OPEN,
            id,
            "The file is marked as open for writing: another program writes to it, or ended without"
                + " closing it. Its cells are read as they stand in the file; when no program has it"
                + " open, \"h5clear -s\" takes the mark away.");
      }
      if (level >= DekerFault.UNREADABLE_CELLS.level()) {
        checkCells(file, id);
      }
      return file.header(tree.schema());
    } finally {
      file.release();
    }
  }

  /** Whether a file has consistency flags (HDF5 file format, section II.A, version 3). */
  private static boolean isMarkedOpen(OpenFile file) {
    Superblock head = file.metadata().superblock();
    byte[] flags = new byte[1];
    file.source().read(head.position() + FLAGS, MemorySegment.ofArray(flags), "superblock");
    return head.version() == FLAGGED_VERSION && (flags[0] & OPEN_FOR_WRITING) != 0;
  }

  private void checkCells(OpenFile file, ArrayId id) {
    Optional<StoredCells> data = file.metadata().data();
    if (data.isEmpty()) {
      return;
    }
    Shape shape = tree.schema().shape();
    DType dtype = tree.schema().dtype();
    StoredCells cells = data.get();
    if (!cells.shape().equals(shape)) {
      add(
          DekerFault.WRONG_TYPE,
          id,
          "The shape is " + cells.shape() + " and should be " + shape + ".");
      return;
    }
    boolean fits =
        StoredType.find(cells.datatype())
            .filter(type -> type.dtype().kind() == dtype.kind() && type.hasSizeOf(dtype))
            .isPresent();
    if (!fits) {
      String detail = "The cells are %s and should be %s.";
      add(DekerFault.WRONG_TYPE, id, detail.formatted(cells.datatype(), dtype.numpyName()));
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      file.cells(tree.schema()).read(lastCell(shape), arena.allocate(dtype.size()));
    } catch (ServiceException e) {
      add(DekerFault.UNREADABLE_CELLS, id, e.detail());
    }
  }

  private static Region lastCell(Shape shape) {
    long[] last = shape.toArray();
    for (int axis = 0; axis < last.length; axis++) {
      last[axis]--;
    }
    long[] one = new long[last.length];
    Arrays.fill(one, 1);
    return Region.at(last, Shape.of(one));
  }
}
