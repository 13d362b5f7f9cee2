package io.hypertile.zarr.cells;

import io.hypertile.array.Version;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import io.hypertile.zarr.codec.CellForm;
import io.hypertile.zarr.codec.ChunkForm;
import io.hypertile.zarr.codec.CodecChain;
import io.hypertile.zarr.codec.CodecDocument;
import io.hypertile.zarr.codec.Sharding;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An array whose document was understood as far as to its cells. Immutable.
 *
 * @param document what it says of itself
 * @param chain from the cells of a chunk to the bytes of an object
 * @param shards shards whose chunks can be read by themselves, outermost first; none if chunks are
 *     read whole
 * @param grid the chunks that are decoded one by one: those of the innermost of these shards, or
 *     those of the array
 */
public record ZarrForm(
    ArrayDocument document, CodecChain chain, List<Sharding> shards, ChunkGrid grid) {
  /** Bytes of the largest chunk that is decoded in one piece. */
  static final long LARGEST_CHUNK = 512L << 20;

  /** Chunks of the largest shard, whose index is on the heap. */
  private static final long MOST_CHUNKS_OF_A_SHARD = 1 << 20;

  /**
   * Takes an array's document.
   *
   * @param name of the document, for messages
   * @throws ServiceException {@code corrupt-data} if its codecs cannot follow each other, {@code
   *     unsupported-storage} if it has what is not read
   */
  public static ZarrForm of(String name, ArrayDocument document) {
    ArraySpecification specification = document.specification();
    CellForm cell = cell(name, specification.type());
    ChunkForm chunk = new ChunkForm(specification.grid().chunkShape(), cell);
    CodecChain chain = chain(name, codecs(specification), chunk);
    requireFew(name, chain);
    List<Sharding> shards = new ArrayList<>();
    ChunkGrid grid = specification.grid();
    Optional<Sharding> next = chain.rangedSharding();
    while (next.isPresent()) {
      Sharding sharding = next.get();
      shards.add(sharding);
      grid = new ChunkGrid(grid.shape(), sharding.grid().chunkShape());
      next = sharding.chunks().rangedSharding();
    }
    requireSmall(name, grid, chain.cellBytes());
    return new ZarrForm(document, chain, List.copyOf(shards), grid);
  }

  /**
   * Checks that the codecs of an array that is to be made can follow each other.
   *
   * @throws ServiceException {@code invalid-schema} with a {@code pointer} otherwise, {@code
   *     unsupported-storage} for what is not written
   */
  public static void requireCodecs(ArrayDocument document) {
    ArraySpecification specification = document.specification();
    CellForm cell = cell(NodeDocument.NAME, specification.type());
    CodecChain.of(codecs(specification), new ChunkForm(specification.grid().chunkShape(), cell));
  }

  private static List<CodecDocument> codecs(ArraySpecification specification) {
    return specification.codecs().stream()
        .map(codec -> new CodecDocument(codec.name(), codec.configuration()))
        .toList();
  }

  private static CodecChain chain(String name, List<CodecDocument> codecs, ChunkForm chunk) {
    try {
      return CodecChain.of(codecs, chunk);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.INVALID_SCHEMA) {
        throw new CorruptDataException(
            name, String.valueOf(e.members().get("pointer")), -1, e.detail(), e);
      }
      throw e.with("file", name);
    }
  }

  private static CellForm cell(String name, ZarrType type) {
    return switch (type) {
      case ZarrType.Basic basic -> {
        int size = basic.cellBytes().getAsInt();
        boolean isComplex = basic == ZarrType.Basic.COMPLEX64 || basic == ZarrType.Basic.COMPLEX128;
        yield new CellForm.Fixed(size, isComplex ? size / 2 : size);
      }
      case ZarrType.FixedText text -> new CellForm.Fixed(text.length(), 4);
      case ZarrType.FixedBytes bytes -> new CellForm.Fixed(bytes.length(), 1);
      case ZarrType.RawBytes bytes -> new CellForm.Fixed(bytes.length(), 1);
      case ZarrType.TimePoint time -> new CellForm.Fixed(Long.BYTES, Long.BYTES);
      case ZarrType.TimeSpan time -> new CellForm.Fixed(Long.BYTES, Long.BYTES);
      case ZarrType.Structured fields -> new CellForm.Fixed(fields.cellBytes().getAsInt(), 1);
      case ZarrType.Text text -> new CellForm.Text();
      case ZarrType.AnyBytes bytes -> new CellForm.AnyBytes();
    };
  }

  /** Refuses indexes that are too long for the heap, of shards in shards as well. */
  private static void requireFew(String name, CodecChain chain) {
    Optional<Sharding> next = chain.sharding();
    while (next.isPresent()) {
      if (next.get().grid().counts().cells() > MOST_CHUNKS_OF_A_SHARD) {
        throw unsupported(name, "shards of more than " + MOST_CHUNKS_OF_A_SHARD + " chunks");
      }
      next = next.get().chunks().sharding();
    }
  }

  private static void requireSmall(String name, ChunkGrid grid, int cellBytes) {
    if (grid.chunkShape().cells() > LARGEST_CHUNK / cellBytes) {
      throw unsupported(name, "chunks of more than " + (LARGEST_CHUNK >> 20) + " MiB of cells");
    }
  }

  static ServiceException unsupported(String name, String feature) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "The array has " + feature + ", which are not read; rewrite it with what is.",
        Map.of("file", name, "feature", feature),
        null);
  }

  /** Refuses changes of arrays that are only read. */
  void requireWritable() {
    if (document.format() != 3) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "Arrays of Zarr format 2 are only read; nothing was changed.",
          Map.of(),
          null);
    }
    requireWholeChunks();
  }

  /**
   * Refuses a change that was made for this form and comes to another one.
   *
   * @param version the array's version with the other form
   * @param hasShape whether the shapes agree as far as the change needs it
   */
  void requireLike(ZarrForm other, Version version, boolean hasShape) {
    if (!hasShape || !specification().isLike(other.specification())) {
      throw new ServiceException(
          ErrorCode.VERSION_MISMATCH,
          "The array's form was changed while its cells were written, and nothing was changed;"
              + " read it again, then repeat the change.",
          Map.of("version", version.text()),
          null);
    }
  }

  /** Refuses objects that are too large to be made in one piece. */
  private void requireWholeChunks() {
    if (specification().grid().chunkShape().cells() > LARGEST_CHUNK / cellBytes()) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          "The array has shards of more than "
              + (LARGEST_CHUNK >> 20)
              + " MiB of cells, which are only read; make another one with smaller ones.",
          Map.of(),
          null);
    }
  }

  /** The array as its document says. */
  public ArraySpecification specification() {
    return document.specification();
  }

  /**
   * Bytes of the cells of a box.
   *
   * @throws ServiceException {@code shape-mismatch} if they are 2^63 or more
   */
  long bytes(Region box) {
    try {
      return Math.multiplyExact(box.cells(), (long) cellBytes());
    } catch (ArithmeticException e) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "The box has 2^63 bytes of cells or more; choose a smaller one.",
          Map.of(),
          e);
    }
  }

  /** Bytes of a cell, or of a reference. */
  public int cellBytes() {
    return chain.cellBytes();
  }

  /** Whether cells differ in length, so that they are references in memory. */
  public boolean isAnyLength() {
    return chain.isAnyLength();
  }

  /** One cell of the fill value; zeros, or nothing, where the document leaves it open. */
  public MemorySegment fill() {
    byte[] none = new byte[isAnyLength() ? 0 : cellBytes()];
    return MemorySegment.ofArray(
        switch (specification().fill().orElseGet(() -> new ZarrFill.Cell(none))) {
          case ZarrFill.Cell cell -> cell.bytes();
          case ZarrFill.Text text -> text.text().getBytes(StandardCharsets.UTF_8);
          case ZarrFill.AnyBytes any -> any.bytes();
        });
  }

  /** The chain of the chunks in {@link #grid}. */
  public CodecChain chunkChain() {
    return shards.isEmpty() ? chain : shards.getLast().chunks();
  }

  /**
   * Whether chunks are stored as their cells are in memory, so that any of these are read alone.
   */
  public boolean isPlain() {
    return shards.isEmpty() && chain.isPlain();
  }

  /** The most stored bytes of a chunk in {@link #grid} that make sense: no encoder needs more. */
  public long mostStored() {
    long usual = chunkChain().largestEncoded();
    return Math.min(Integer.MAX_VALUE, usual > 1 << 30 ? usual : 2 * usual + (1 << 16));
  }

  /**
   * Cells of a box to take.
   *
   * @param source must give them
   */
  BodyCells body(CellSource source, Region box) {
    boolean isText = specification().type() instanceof ZarrType.Text;
    return isAnyLength()
        ? new AnyLengthBody(source, bytes(box) / cellBytes(), isText)
        : new FixedBody(source, cellBytes(), bytes(box));
  }
}
