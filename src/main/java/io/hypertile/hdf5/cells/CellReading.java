package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkRead;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.ReadBox;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.CellConversion;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.hdf5.StoredType;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads boxes of one version of one array file. Cells come out in C order, little endian, in the
 * schema's type, with the fill value where nothing is stored. Thread-safe.
 */
public final class CellReading {
  /** Shorter runs cost less through a mapping than by a system call each. */
  private static final long SHORT_RUN = 64 << 10;

  private static final long FEW_RUNS = 4;

  private final ArrayFile file;
  private final Hdf5Source source;
  private final FillValue fill;
  private final DType dtype;
  private final Shape shape;

  private CellReading(ArrayFile file, Hdf5Source source, FillValue fill, Shape shape) {
    this.file = file;
    this.source = source;
    this.fill = fill;
    this.dtype = fill.number();
    this.shape = shape;
  }

  /**
   * Prepares reading.
   *
   * @param file the parsed file
   * @param source the file's bytes
   * @param shape the schema's shape
   * @param fill the schema's fill value, whose dtype the cells get
   * @throws CorruptDataException if the file's shape or type is not the schema's
   * @throws ServiceException {@code unsupported-storage} if the layout or a filter is not in the
   *     profile
   */
  public static CellReading of(ArrayFile file, Hdf5Source source, Shape shape, FillValue fill) {
    Optional<StoredCells> data = file.data();
    if (data.isEmpty()) {
      return new CellReading(file, source, fill, shape);
    }
    StoredCells cells = data.get();
    long header = cells.place().header();
    if (!cells.shape().equals(shape)) {
      throw source.corrupt(
          "data", header, "the shape is " + cells.shape() + " and should be " + shape);
    }
    DType dtype = fill.number();
    StoredType type = StoredType.find(cells.datatype()).orElse(null);
    if (type == null || type.dtype().kind() != dtype.kind()) {
      throw wrongType(source, cells, dtype);
    }
    if (!type.isReadableAs(dtype)) {
      if (dtype.isInteger()) {
        throw wrongType(source, cells, dtype);
      }
      throw source.unsupported(
          "data", type.dtype().numpyName() + " cells for " + dtype.numpyName());
    }
    FillValue absent = cells.fill().map(bytes -> fillOf(bytes, type, dtype)).orElse(fill);
    switch (cells.layout()) {
      case DataLayout.Contiguous layout -> {}
      case DataLayout.Compact layout -> {}
      case DataLayout.Chunked layout -> layout.filters().requireSupported();
      case DataLayout.Unsupported layout -> throw source.unsupported("data", layout.feature());
    }
    return new CellReading(file, source, absent, shape);
  }

  private static CorruptDataException wrongType(Hdf5Source source, StoredCells cells, DType dtype) {
    return source.corrupt(
        "data",
        cells.place().datatype().position(),
        "cells are " + cells.datatype() + " and should be " + dtype.numpyName());
  }

  /** A file's own fill value as one of the schema's dtype. */
  public static FillValue fillOf(byte[] bytes, StoredType type, DType dtype) {
    MemorySegment stored = MemorySegment.ofArray(bytes.clone());
    if (type.isSwapped()) {
      ByteSwap.inPlace(stored, type.dtype().componentSize());
    }
    byte[] cell = new byte[dtype.size()];
    if (type.hasSizeOf(dtype)) {
      MemorySegment.ofArray(cell).copyFrom(stored);
    } else {
      CellConversion.convert(stored, type.dtype(), MemorySegment.ofArray(cell), dtype);
    }
    return FillValue.of(dtype, cell);
  }

  /**
   * Position of the first cell in the file when answers may have the stored bytes as they are: one
   * run in C order, of the schema's type. Empty otherwise.
   */
  public OptionalLong plainCells() {
    if (file.data().isEmpty()) {
      return OptionalLong.empty();
    }
    StoredCells cells = file.data().get();
    return cells.layout() instanceof DataLayout.Contiguous run
            && run.address() != Fields.UNDEFINED
            && type(cells).isPlain(dtype)
        ? OptionalLong.of(run.address())
        : OptionalLong.empty();
  }

  /** Reads a box; {@link #read(Region, MemorySegment, DecodedChunks)} with a cache of its own. */
  public void read(Region region, MemorySegment target) {
    try (DecodedChunks memory = new DecodedChunks(0)) {
      read(region, target, memory);
    }
  }

  /**
   * Reads a box.
   *
   * @param region a box within the shape
   * @param target exactly the box's bytes; memory that other threads may use gets chunks from
   *     several of them
   * @param memory decoded chunks of earlier reads, used and added to
   * @throws CorruptDataException if stored bytes contradict their format
   */
  public void read(Region region, MemorySegment target, DecodedChunks memory) {
    if (!Region.whole(shape).contains(region) || target.byteSize() != bytes(region, dtype)) {
      throw new IllegalArgumentException("no room for " + region + " of " + shape);
    }
    if (region.isEmpty()) {
      return;
    }
    if (file.data().isEmpty()) {
      fill.fill(target);
      return;
    }
    StoredCells cells = file.data().get();
    switch (cells.layout()) {
      case DataLayout.Contiguous run -> readRun(run.address(), region, target, type(cells));
      case DataLayout.Compact compact ->
          copyRun(MemorySegment.ofArray(compact.bytes()), region, target, type(cells));
      case DataLayout.Chunked chunked -> {
        ChunkDecoder decoder = new ChunkDecoder(source, shape, chunked, type(cells), dtype);
        readChunks(decoder, chunked, region, target, memory);
      }
      case DataLayout.Unsupported layout -> throw source.unsupported("data", layout.feature());
    }
  }

  /**
   * Part of a larger array in memory.
   *
   * @param target the array's cells in C order
   * @param shape its shape
   * @param start place of the part's first cell
   */
  public record BlockPart(MemorySegment target, Shape shape, long[] start) {}

  /**
   * Copies a box to its place in a larger array straight from the file's mapping, where the file
   * has the cells as they are answered.
   *
   * @return false, and nothing done, if the box has to be read by itself
   * @throws CorruptDataException if stored bytes contradict their format
   */
  public boolean copy(Region region, BlockPart place) {
    OptionalLong address = plainCells();
    if (address.isEmpty() || region.isEmpty()) {
      return false;
    }
    if (!Region.whole(shape).contains(region)) {
      throw new IllegalArgumentException(region + " is not within " + shape);
    }
    return copyMapped(address.getAsLong(), region, place, dtype.size());
  }

  private static StoredType type(StoredCells cells) {
    return StoredType.find(cells.datatype()).orElseThrow();
  }

  private static long bytes(Region region, DType dtype) {
    return region.cells() * dtype.size();
  }

  private void readRun(long address, Region region, MemorySegment target, StoredType type) {
    if (address == Fields.UNDEFINED) {
      fill.fill(target);
      return;
    }
    if (type.hasSizeOf(dtype)) {
      readRuns(address, region, target, dtype.size());
      swapIfNeeded(target, type);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stored = arena.allocate(bytes(region, type.dtype()));
      readRuns(address, region, stored, type.dtype().size());
      swapIfNeeded(stored, type);
      CellConversion.convert(stored, type.dtype(), target, dtype);
    }
  }

  private static void swapIfNeeded(MemorySegment cells, StoredType type) {
    if (type.isSwapped()) {
      ByteSwap.inPlace(cells, type.dtype().componentSize());
    }
  }

  private void readRuns(long address, Region region, MemorySegment target, int cellSize) {
    long runCells = RegionCopy.runLength(shape, region);
    boolean isScattered = runCells * cellSize < SHORT_RUN && region.cells() > FEW_RUNS * runCells;
    if (isScattered && readMapped(address, region, target, cellSize)) {
      return;
    }
    RegionCopy.forEachRun(
        shape,
        region,
        (arrayCell, boxCell, cells) ->
            source.read(
                address + arrayCell * cellSize,
                target.asSlice(boxCell * cellSize, cells * cellSize),
                "data"));
  }

  /** Reads through the mapping of the file; false if it cannot be mapped. */
  private boolean readMapped(long address, Region region, MemorySegment target, int cellSize) {
    BlockPart box = new BlockPart(target, region.shape(), new long[region.rank()]);
    return copyMapped(address, region, box, cellSize);
  }

  private boolean copyMapped(long address, Region region, BlockPart place, int cellSize) {
    long end = 1;
    long[] strides = shape.strides();
    for (int axis = 0; axis < strides.length; axis++) {
      end += (region.stop(axis) - 1) * strides[axis];
    }
    return source.readMapped(
        address,
        end * cellSize,
        cells ->
            RegionCopy.copy(
                cells, shape, region, place.target(), place.shape(), place.start(), cellSize),
        "data");
  }

  private void copyRun(MemorySegment stored, Region region, MemorySegment target, StoredType type) {
    int size = type.dtype().size();
    MemorySegment box = MemorySegment.ofArray(new byte[(int) bytes(region, type.dtype())]);
    RegionCopy.copy(stored, shape, region, box, region.shape(), new long[region.rank()], size);
    swapIfNeeded(box, type);
    if (type.hasSizeOf(dtype)) {
      target.copyFrom(box);
    } else {
      CellConversion.convert(box, type.dtype(), target, dtype);
    }
  }

  private void readChunks(
      ChunkDecoder decoder,
      DataLayout.Chunked layout,
      Region region,
      MemorySegment target,
      DecodedChunks memory) {
    if (!layout.table().isComplete()) {
      fill.fill(target);
    }
    ReadBox box = new ReadBox(region, CellBlock.of(target), dtype.size());
    new ChunkRead(decoder, box, memory).run();
  }
}
