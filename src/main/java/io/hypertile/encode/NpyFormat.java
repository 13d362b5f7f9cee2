package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberConversion;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * NumPy's file format. Written as version 1.0, C order, little endian; read in versions 1.0 to 3.0
 * with any byte order, Fortran order and type but objects and fields: nothing is ever unpickled.
 * Texts and bytes of any length travel in cells as long as the longest one of an answer.
 */
public final class NpyFormat implements ArrayFormat {
  private static final int MAX_HEADER = 64 * 1024;

  private final Spool spool;

  /**
   * The format.
   *
   * @param spool where bodies in Fortran order wait
   */
  public NpyFormat(Spool spool) {
    this.spool = spool;
  }

  @Override
  public String name() {
    return "npy";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/x-npy", "application/x-numpy");
  }

  /** Browsers keep it as a file of the array's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".npy");
  }

  /**
   * Start of a file of version 1.0.
   *
   * @param descr type of its cells as an array-interface type string
   * @param shape their shape, in C order
   */
  public static byte[] header(String descr, Shape shape) {
    return NpyHeader.bytes(descr, shape);
  }

  /**
   * Start of a file of version 1.0.
   *
   * @param dtype type of its cells, all of one size
   * @param shape their shape, in C order
   */
  public static byte[] header(CellType dtype, Shape shape) {
    return NpyHeader.bytes(dtype, shape);
  }

  /**
   * Checks that NumPy has arrays of such cells.
   *
   * @throws ServiceException {@code not-encodable}
   */
  public static void requireFit(CellsHeader header) {
    requireRank(header);
    if (header.dtype().isAnyLength()) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "NPY has cells of one size, and the longest of these is not known; ask for JSON.");
    }
  }

  /**
   * Checks that NumPy has arrays of as many axes.
   *
   * @throws ServiceException {@code not-encodable}
   */
  public static void requireRank(CellsHeader header) {
    if (header.shape().rank() > NpyHeader.MAX_RANK) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "NumPy has at most " + NpyHeader.MAX_RANK + " axes; select positions on the others.");
    }
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    requireFit(header);
    byte[] prefix = NpyHeader.bytes(header.dtype(), header.shape());
    return new VerbatimEncoder(prefix, header.shape().bytes(header.dtype()));
  }

  @Override
  public boolean isOfOneSize() {
    return true;
  }

  @Override
  public CellEncoder encoder(CellsHeader header, CellType size) {
    requireRank(header);
    byte[] prefix = NpyHeader.bytes(size, header.shape());
    return new SizedEncoder(prefix, size, header.shape().cells());
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options)
      throws IOException {
    byte[] start = body.readNBytes(8);
    requireMagic(start);
    byte[] text = headerText(body, start[6], start[7]);
    NpyHeader header = NpyHeaderParser.parse(latin1(text));
    if (!target.accepts(header.shape())) {
      throw BodyFaults.shapeMismatch(target, header.shape().toList());
    }
    requirePossible(header.dtype(), target.dtype());
    if (!options.casting().allows(header.dtype(), target.dtype())) {
      throw BodyFaults.dtypeMismatch(
          target.dtype(),
          header.dtype().numpyName(),
          "send cells of that type, or ask for cast=safe where every value of the one is one of the"
              + " other, or for cast=fitting");
    }
    long before = before(start, text);
    long bytes = bytes(header, target);
    requireLength(options.contentLength(), before + bytes);
    return cells(new ExactSource(body, before, bytes), header, target);
  }

  /**
   * The cells of a file, as its start tells.
   *
   * @param start bytes before the first of them
   * @param isPlain whether they are numbers in the order and with the bytes that the server has
   */
  public record Described(CellType dtype, Shape shape, long start, boolean isPlain) {}

  /**
   * Reads the start of a file up to its first cell.
   *
   * @throws ServiceException {@code malformed-body} or {@code unsupported-format}
   */
  public static Described describe(InputStream body) throws IOException {
    byte[] start = body.readNBytes(8);
    requireMagic(start);
    byte[] text = headerText(body, start[6], start[7]);
    NpyHeader header = NpyHeaderParser.parse(latin1(text));
    boolean isPlain =
        header.dtype() instanceof DType own
            && NumberConversion.of(own, header.order(), own).isIdentity()
            && !(header.fortran() && header.shape().rank() > 1);
    return new Described(header.dtype(), header.shape(), before(start, text), isPlain);
  }

  private static long before(byte[] start, byte[] text) {
    return 8L + (start[6] == 1 ? 2 : 4) + text.length;
  }

  private static void requirePossible(CellType found, CellType target) {
    if (!(found instanceof DType from) || !(target instanceof DType to)) {
      NpyCells.requirePossible(found, target);
    } else if (!NumberConversion.isPossible(from, to)) {
      throw BodyFaults.dtypeMismatch(
          to, from.numpyName(), "send real numbers, such as the real parts");
    }
  }

  private CellSource cells(CellSource source, NpyHeader header, WriteTarget target) {
    if (!(header.dtype() instanceof DType from) || !(target.dtype() instanceof DType dtype)) {
      CellSource inOrder = turned(source, header, target, header.dtype().size());
      return new NpyCells(inOrder, header, target.dtype());
    }
    boolean same = NumberConversion.of(from, header.order(), dtype).isIdentity();
    CellSource cells = same ? source : new ConvertingSource(source, header, from, dtype);
    return turned(cells, header, target, dtype.size());
  }

  private CellSource turned(CellSource cells, NpyHeader header, WriteTarget target, int cellSize) {
    boolean turned = header.fortran() && header.shape().rank() > 1 && target.cells() > 0;
    return turned ? new TransposingSource(cells, header.shape(), cellSize, spool) : cells;
  }

  private static long bytes(NpyHeader header, WriteTarget target) {
    try {
      return header.shape().bytes(header.dtype());
    } catch (ArithmeticException e) {
      throw BodyFaults.shapeMismatch(target, header.shape().toList());
    }
  }

  static void requireLength(OptionalLong announced, long expected) {
    if (announced.isPresent() && announced.getAsLong() != expected) {
      throw BodyFaults.wrongLength(
          expected, announced.getAsLong(), "the selection and the dtype give the length");
    }
  }

  private static byte[] headerText(InputStream body, int major, int minor) throws IOException {
    if (major < 1 || major > 3 || minor != 0) {
      throw BodyFaults.malformed(
          "NPY version "
              + (major & 0xff)
              + "."
              + (minor & 0xff)
              + " is unknown; write version 1.0, 2.0 or 3.0.");
    }
    byte[] sizeBytes = body.readNBytes(major == 1 ? 2 : 4);
    long size = 0;
    for (int i = sizeBytes.length - 1; i >= 0; i--) {
      size = size << 8 | (sizeBytes[i] & 0xff);
    }
    if (size > MAX_HEADER) {
      throw BodyFaults.malformed(
          "The NPY header says it has " + size + " bytes; at most " + MAX_HEADER + " are read.");
    }
    byte[] text = body.readNBytes((int) size);
    if (sizeBytes.length < (major == 1 ? 2 : 4) || text.length < size) {
      throw BodyFaults.malformed("The body ends within the NPY header; send it whole.");
    }
    return text;
  }

  private static void requireMagic(byte[] start) {
    if (start.length >= 8 && NpyHeader.isMagic(start)) {
      return;
    }
    String advice = "; write the file with numpy.save";
    if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
      advice = " but a zip or .npz archive; send one of its .npy files";
    } else if (start.length > 0 && (start[0] & 0xff) == 0x80) {
      advice = " but a pickle, which is never read; write the file with numpy.save";
    } else if (start.length == 0) {
      advice = ": it is empty; write the file with numpy.save";
    } else if (start[0] == '[' || start[0] == '{') {
      advice = "; to send JSON, set Content-Type to application/json";
    }
    throw BodyFaults.malformed("The body is no NPY file" + advice + ".");
  }

  /** Keys and dtypes are ASCII in every version; bytes beyond it are refused at their place. */
  private static String latin1(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
