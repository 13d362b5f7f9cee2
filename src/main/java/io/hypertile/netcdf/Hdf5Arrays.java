package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.imports.ForeignArray;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Datatype;
import io.hypertile.hdf5.Hdf5Objects;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.StoredType;
import io.hypertile.hdf5.cells.StoredElements;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.text.Quoting;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes arrays of the datasets of an HDF5 file. */
final class Hdf5Arrays {
  private static final int LONGEST_TEXT = 16 << 20;
  private static final long MOST_CELLS = 1L << 58;

  private final Hdf5Source source;
  private final Hdf5Values values;
  private final ImportMemory memory;

  Hdf5Arrays(Hdf5Source source, Hdf5Values values, ImportMemory memory) {
    this.source = source;
    this.values = values;
    this.memory = memory;
  }

  /** A dataset, its cells and the dimensions that it has. */
  private record Part(Hdf5Variable variable, StoredCells cells, List<String> names, Shape shape) {}

  /**
   * The array of a variable.
   *
   * @param axes dimensions of all its axes, in the lengths that they have in the end
   * @throws ServiceException {@code unsupported-storage} for types and layouts that cannot be
   *     imported
   */
  ForeignArray array(Hdf5Variable variable, List<Hdf5Dimensions.Dimension> axes) {
    StoredCells cells =
        variable
            .object()
            .cells()
            .orElseThrow(() -> source.unsupported(variable.link(), "a dataset without elements"));
    long[] lengths = cells.shape().toArray();
    long count = 1;
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = Math.max(lengths[axis], axes.get(axis).length());
      if (lengths[axis] > 0 && count > MOST_CELLS / lengths[axis]) {
        throw source.corrupt(variable.link(), variable.object().position(), "2^58 cells or more");
      }
      count *= Math.max(1, lengths[axis]);
    }
    List<String> names = axes.stream().map(Hdf5Dimensions.Dimension::name).toList();
    Part part = new Part(variable, cells, names, Shape.of(lengths));
    return switch (cells.datatype()) {
      case Datatype.Integer type -> numbers(part, StoredType.find(type));
      case Datatype.Floating type -> numbers(part, StoredType.find(type));
      case Datatype.Enumeration type ->
          StoredTexts.isTruth(type)
              ? numbers(part, new CellType.Truth(), false)
              : numbers(part, StoredType.find(type.base()));
      case Datatype.FixedText type -> roomTexts(part, type);
      case Datatype.VariableText _ -> heapTexts(part);
      case Datatype.Compound _ -> throw refused(part, "a compound");
      case Datatype.Sequence _ -> throw refused(part, "a sequence of any length");
      case Datatype.Reference _ -> throw refused(part, "a reference");
      case Datatype.Other type -> throw refused(part, type.name());
    };
  }

  private ServiceException refused(Part part, String type) {
    return source.unsupported(part.variable().link(), "cells of the type " + type);
  }

  private ForeignArray numbers(Part part, Optional<StoredType> type) {
    if (type.isEmpty() || type.get().dtype().size() > Double.BYTES) {
      throw refused(part, part.cells().datatype().toString());
    }
    return numbers(part, type.get().dtype(), type.get().isSwapped());
  }

  private ForeignArray numbers(Part part, CellType type, boolean isSwapped) {
    int size = type.size();
    Shape shape = part.shape();
    Shape chunks = chunks(part.cells()).orElse(shape);
    return array(
        part,
        type,
        fill(part, type, isSwapped),
        () -> new Hdf5Numbers(elements(part), shape, chunks, size, isSwapped));
  }

  private ForeignArray roomTexts(Part part, Datatype.FixedText type) {
    int last = part.shape().rank() - 1;
    boolean isJoined = type.size() == 1 && last >= 0;
    long length = isJoined ? part.shape().length(last) : type.size();
    if (length > LONGEST_TEXT) {
      throw source.unsupported(
          part.variable().link(), "texts of more than " + LONGEST_TEXT + " bytes");
    }
    Part texts = isJoined ? joined(part) : part;
    return array(
        texts,
        new CellType.Text(),
        Optional.empty(),
        () ->
            new Hdf5RoomTexts(
                elements(part), texts.shape(), type.padding(), (int) length, isJoined));
  }

  private static Part joined(Part part) {
    int last = part.shape().rank() - 1;
    return new Part(
        part.variable(),
        part.cells(),
        part.names().subList(0, last),
        Shape.of(Arrays.copyOf(part.shape().toArray(), last)));
  }

  private ForeignArray heapTexts(Part part) {
    return array(
        part,
        new CellType.Text(),
        Optional.empty(),
        () ->
            new Hdf5HeapTexts(
                elements(part),
                Hdf5Objects.open(source).heap(),
                part.variable().link(),
                part.shape()));
  }

  private GrownElements elements(Part part) {
    return new GrownElements(source, part.cells(), memory);
  }

  private ForeignArray array(
      Part part, CellType type, Optional<FillValue> unwritten, ForeignArray.Opener opener) {
    Map<String, TypedValue> attributes = Hdf5Variable.attributes(part.variable().object(), values);
    boolean isDeclaredOnly = unwritten.isPresent() && !attributes.containsKey("_FillValue");
    return new ForeignArray(
        part.variable().name(),
        type,
        part.names(),
        part.shape(),
        chunks(part.cells()).filter(shape -> shape.rank() == part.shape().rank()),
        isDeclaredOnly ? unwritten : Optional.empty(),
        attributes,
        isDeclaredOnly ? Optional.empty() : Optional.of(opener));
  }

  private static Optional<Shape> chunks(StoredCells cells) {
    return cells.layout() instanceof DataLayout.Chunked chunked
        ? Optional.of(chunked.chunkShape())
        : Optional.empty();
  }

  /** The value of all cells of a dataset that was never written; empty for others. */
  private Optional<FillValue> fill(Part part, CellType type, boolean isSwapped) {
    StoredElements elements = new StoredElements(source, part.cells());
    if (!elements.isUnwritten()) {
      return Optional.empty();
    }
    byte[] bytes = elements.fill().bytes();
    if (isSwapped && type instanceof DType dtype) {
      ByteSwap.inPlace(MemorySegment.ofArray(bytes), dtype.componentSize());
    }
    return Optional.of(FillValue.of(type, bytes));
  }

  /** Refuses names that no dimension, variable or attribute of a file may have. */
  static void requireName(Hdf5Source source, String name) {
    if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
      throw source.corrupt(
          "root group", -1, "a name with a control character: " + Quoting.quoted(name));
    }
  }
}
