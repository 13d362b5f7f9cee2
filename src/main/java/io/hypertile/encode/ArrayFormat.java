package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** A wire format of cells. Thread-safe, without state. */
public interface ArrayFormat {
  /** The name that {@code format=} takes, lower case. */
  String name();

  /** Media types in lower case without parameters; the first is the one sent. */
  List<String> mediaTypes();

  /** The Content-Type of answers: the first media type, with parameters where readers need them. */
  default String contentType() {
    return mediaTypes().getFirst();
  }

  /** Whether answers are text, which is larger than the cells and shrinks when it is compressed. */
  default boolean isText() {
    String type = mediaTypes().getFirst();
    return type.startsWith("text/") || type.endsWith("json");
  }

  /** Whether answers become smaller when they are compressed. */
  default boolean isCompressible() {
    return isText();
  }

  /** Names of query parameters that concern this format alone. */
  default List<String> parameters() {
    return List.of();
  }

  /**
   * The format with values for its parameters.
   *
   * @param given values by name, of {@link #parameters} alone
   * @throws io.hypertile.error.ServiceException {@code invalid-request} with {@code parameter}
   */
  default ArrayFormat with(Map<String, String> given) {
    return this;
  }

  /** Name and parameters: equal for formats that write the same answers. */
  default String identity() {
    return name();
  }

  /** Whether answers show coordinates although none were asked for. */
  default boolean hasCoordinates() {
    return false;
  }

  /**
   * HTTP headers of an answer beside its Content-Type, by name; the same for every part of it.
   *
   * @param dtype type of the cells
   * @param shape shape of the answer's cells
   * @param name the array's name, fit for a quoted file name
   */
  default Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return Map.of();
  }

  /** The header with which browsers keep an answer as a file of the name. */
  static Map<String, String> asFile(String name) {
    return Map.of("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  /**
   * Bytes that one cell takes in an answer, more or less.
   *
   * @param rank number of the answer's axes
   */
  default int cellBytes(CellType dtype, int rank) {
    return dtype.size();
  }

  /** Whether one answer may hold several boxes of cells. */
  default boolean holdsSeveral() {
    return false;
  }

  /** Lengths of texts that a format with several boxes has to know before the first cell. */
  enum TextMeasure {
    /** None: texts go as they are, or are refused. */
    NONE,
    /** Most characters of a text: boxes come as {@link CellType.FixedText}. */
    CHARACTERS,
    /** Most bytes in UTF-8: boxes come as {@link CellType.FixedBytes}. */
    BYTES
  }

  /** Lengths of texts that must be known before an answer with several boxes is started. */
  default TextMeasure textMeasure() {
    return TextMeasure.NONE;
  }

  /**
   * Starts an answer with several boxes, whose cells follow one another; writes nothing yet.
   *
   * @param boxes at least one, with names of their own
   * @throws io.hypertile.error.ServiceException {@code not-encodable} if the format cannot hold
   *     them
   */
  default CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    throw new ServiceException(
        ErrorCode.NOT_ENCODABLE, "An answer in this format has one box; ask for NPZ or JSON.");
  }

  /** Whether bodies in this format can be read; {@link #decoder} reads them. */
  default boolean isReadable() {
    return false;
  }

  /**
   * Starts an answer; writes nothing yet.
   *
   * @throws io.hypertile.error.ServiceException {@code not-encodable} if the format cannot hold it
   */
  CellEncoder encoder(CellsHeader header, EncodeOptions options);

  /**
   * Whether all cells travel in one size. Where they do, the length of the longest cell must be
   * known before the first is sent; other formats take cells of any length as they are, or refuse
   * them.
   */
  default boolean isOfOneSize() {
    return false;
  }

  /**
   * Starts an answer of cells of any length in a format of one size; writes nothing yet.
   *
   * @param size texts or bytes of one size that hold the longest cell
   */
  default CellEncoder encoder(CellsHeader header, CellType size) {
    throw new IllegalStateException(name() + " has no cells of one size");
  }

  /**
   * Reads what comes before the cells of a body, and checks it. The cells are read as the source
   * is. The source's last read throws if anything is wrong with the body up to its very end, so a
   * reader that has got all cells has a good body. It gives cells of any length as {@link
   * CellSource} says. Neither it nor its {@code close} closes the body.
   *
   * @throws io.hypertile.error.ServiceException {@code shape-mismatch}, {@code malformed-body},
   *     {@code value-out-of-range} or {@code unsupported-format}; the source throws these too
   * @throws IOException if the body cannot be read
   */
  default CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options)
      throws IOException {
    throw BodyFaults.unsupported(
        "Cells are not taken in this format; send NPY, JSON or raw cells.",
        Map.of("supported", List.of("npy", "json", "raw")));
  }
}
