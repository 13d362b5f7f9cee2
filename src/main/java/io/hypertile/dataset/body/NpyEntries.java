package io.hypertile.dataset.body;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.json.CellTypeNames;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.encode.archive.EntryCells;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** NPY files of an archive as arrays of datasets. For one thread. */
final class NpyEntries {
  /** Ending of the names of NPY files. */
  static final String ENDING = ".npy";

  /** Bytes that a file begins with as those of NumPy do, whose cells begin behind them. */
  private static final int USUAL_HEAD = 128;

  private static final int MOST_HEADS = 100;

  private final StagedArchive archive;
  private final ArrayFormat npy;
  private final Map<ByteBuffer, NpyFormat.Described> heads = new HashMap<>();

  /**
   * Files of an archive.
   *
   * @param npy reads them
   */
  NpyEntries(StagedArchive archive, ArrayFormat npy) {
    this.archive = archive;
    this.npy = npy;
  }

  StagedArchive archive() {
    return archive;
  }

  /** Type and shape of the cells of a file; files that begin alike are looked at once. */
  NpyFormat.Described describe(String entry) {
    Optional<MemorySegment> stored =
        archive.findUnchecked(entry).filter(bytes -> bytes.byteSize() >= USUAL_HEAD);
    if (stored.isEmpty()) {
      return read(entry);
    }
    byte[] head = new byte[USUAL_HEAD];
    MemorySegment.copy(stored.get(), ValueLayout.JAVA_BYTE, 0, head, 0, USUAL_HEAD);
    ByteBuffer key = ByteBuffer.wrap(head);
    NpyFormat.Described known = heads.get(key);
    if (known == null) {
      known = read(entry);
      if (known.start() <= USUAL_HEAD && heads.size() < MOST_HEADS) {
        heads.put(key, known);
      }
    }
    return known;
  }

  private NpyFormat.Described read(String entry) {
    try (InputStream input = archive.open(entry)) {
      return NpyFormat.describe(input);
    } catch (ServiceException e) {
      throw e.members().containsKey("entry") ? e : e.with("entry", entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The array of a definition with the cells of a file.
   *
   * @throws ServiceException {@code shape-mismatch} or {@code value-out-of-range} if the file has
   *     another shape or type than is declared
   */
  NewArray declared(String entry, ArrayDefinition definition) {
    NpyFormat.Described found = describe(entry);
    if (!found.shape().equals(definition.shape())) {
      throw refusal(
          ErrorCode.SHAPE_MISMATCH,
          "The cells of an array have another shape than its definition says.",
          entry,
          List.of("expected", definition.shape().toList(), "found", found.shape().toList()));
    }
    boolean isText = definition.dtype() instanceof CellType.Text;
    boolean isTaken =
        isText
            ? found.dtype() instanceof CellType.FixedText
                || found.dtype() instanceof CellType.FixedBytes
            : found.dtype().equals(definition.dtype());
    if (!isTaken) {
      throw refusal(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "The cells of an array have another dtype than its definition says; convert them first.",
          entry,
          List.of(
              "expected_dtype",
              CellTypeNames.name(definition.dtype()),
              "found_dtype",
              found.dtype().numpyName()));
    }
    return array(entry, definition, found);
  }

  /**
   * The array of a definition that was made from a file, with the file's cells.
   *
   * @param found what {@link #describe} says of it
   */
  NewArray array(String entry, ArrayDefinition definition, NpyFormat.Described found) {
    boolean isPlain = found.isPlain() && found.dtype().equals(definition.dtype());
    return new NewArray(
        definition,
        Optional.of(
            new EntryCells(
                archive,
                entry,
                npy,
                WriteTarget.of(definition.dtype(), definition.shape()),
                isPlain ? OptionalLong.of(found.start()) : OptionalLong.empty())));
  }

  private static ServiceException refusal(
      ErrorCode code, String detail, String entry, List<Object> pairs) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("entry", entry);
    for (int n = 0; n < pairs.size(); n += 2) {
      members.put((String) pairs.get(n), pairs.get(n + 1));
    }
    return new ServiceException(code, detail, members, null);
  }
}
