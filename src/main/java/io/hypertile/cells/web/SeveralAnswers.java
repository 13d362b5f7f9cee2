package io.hypertile.cells.web;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.ArrayFormat.TextMeasure;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.ETags;
import io.hypertile.http.ReadConditions;
import io.hypertile.http.ServletOutput;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.ReadCost;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Answers with the cells of several arrays: everything that can be refused is refused before the
 * first byte. Thread-safe.
 */
@Component
public final class SeveralAnswers {
  private final CellSender sender;
  private final CellLimits limits;
  private final ContentCodings codings;

  SeveralAnswers(CellSender sender, CellLimits limits, ContentCodings codings) {
    this.sender = sender;
    this.limits = limits;
    this.codings = codings;
  }

  /**
   * An answer that is asked for.
   *
   * @param cells the cells
   * @param format the form they are sent in
   * @param options details of the form
   * @param name name of the answer where it is kept as a file, fit for a quoted file name
   * @param texts readings of all boxes of texts that have cells, in the state of the cells, for
   *     formats that need the lengths of texts before them; empty where such formats are to refuse
   *     texts
   */
  public record Asked(
      SeveralCells cells,
      ArrayFormat format,
      EncodeOptions options,
      String name,
      Optional<List<Text>> texts) {
    /** An answer for formats that need to know no text before. */
    public Asked(SeveralCells cells, ArrayFormat format, EncodeOptions options, String name) {
      this(cells, format, options, name, Optional.empty());
    }
  }

  /** A box of texts, and a reading of its cells. */
  public record Text(String box, PlannedAccess cells) {}

  /**
   * Sends the cells, or only the head of the answer: to a HEAD request, and to a client that has
   * the answer already, for which no cells are opened.
   *
   * @throws ServiceException {@code result-too-large}, {@code not-encodable} or what opening
   *     throws, before anything is sent
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  public void send(Asked asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!asked.format.holdsSeveral()) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "An answer in this format has the cells of one array; ask for format=npz or json.",
          Map.of("format", asked.format.name()),
          null);
    }
    long bytes = requireServable(asked);
    boolean gzip = codings.isGzip(request, asked.format.isCompressible(), bytes);
    String etag = ETags.of(asked.cells.version().text(), ETags.digest(view(asked)), gzip);
    if (ReadConditions.isAnswered(request, response, etag, SubsetHead.VARY)) {
      return;
    }
    try (CellEncoder encoder = asked.format.encoder(boxes(asked, request), asked.options)) {
      encoder.reserve();
      if (request.getMethod().equals("HEAD")) {
        prepare(asked, etag, gzip, encoder, response);
      } else if (asked.cells.reads().isEmpty()) {
        prepare(asked, etag, false, encoder, response);
        OutputStream out = new ServletOutput(request, response);
        encoder.begin(out);
        encoder.end(out);
      } else {
        try (OpenedSeveral cells = sender.open(asked.cells, request)) {
          prepare(asked, etag, gzip, encoder, response);
          cells.send(encoder, gzip, request, response);
        }
      }
    }
  }

  /** The boxes, those of texts in the one size that the format needs. */
  private List<CellsHeader.Named> boxes(Asked asked, HttpServletRequest request)
      throws IOException {
    List<CellsHeader.Named> boxes = AnswerForm.boxes(asked.cells, asked.options.coordinates());
    TextMeasure measure = asked.format.textMeasure();
    if (measure == TextMeasure.NONE || asked.texts.isEmpty()) {
      return boxes;
    }
    Map<String, CellType> sizes = new HashMap<>();
    for (Text text : asked.texts.get()) {
      sizes.put(text.box, LongestCell.of(text.cells, measure, sender, request).type());
    }
    CellType least =
        measure == TextMeasure.BYTES
            ? new CellType.FixedBytes(1)
            : new CellType.FixedText(Integer.BYTES);
    List<CellsHeader.Named> sized = new ArrayList<>();
    long bytes = 0;
    for (CellsHeader.Named box : boxes) {
      if (box.found().isEmpty() || !(box.header().dtype() instanceof CellType.Text)) {
        sized.add(box);
        continue;
      }
      CellType size = sizes.getOrDefault(box.name(), least);
      bytes = sum(bytes, ReadCost.of(box.header().shape(), size).bytes());
      sized.add(new CellsHeader.Named(box.name(), box.header().with(size)));
    }
    TooLarge.requireResult(
        bytes,
        limits.result(),
        "Texts as long as the longest of their array exceed the limit; ask for JSON, or for fewer"
            + " arrays.");
    return sized;
  }

  private static void prepare(
      Asked asked, String etag, boolean gzip, CellEncoder encoder, HttpServletResponse response) {
    response.setContentType(asked.format.contentType());
    response.setHeader(HttpHeaders.ETAG, etag);
    if (gzip) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    } else {
      encoder.contentLength().ifPresent(response::setContentLengthLong);
    }
    asked.format.headers(DType.UINT8, Shape.of(), asked.name).forEach(response::setHeader);
  }

  /** A text that tells answers of one state apart. */
  private static String view(Asked asked) {
    StringBuilder text = new StringBuilder("several ");
    text.append(asked.format.identity()).append(' ').append(asked.options).append('\0');
    for (SeveralCells.Box box : asked.cells.boxes()) {
      String cells =
          box.form().map(form -> SelectionText.identity(form.selection())).orElse("absent");
      text.append(box.name()).append('\0').append(cells).append('\0');
    }
    return text.toString();
  }

  /** Checks the size of an answer, and gives the bytes of its cells. */
  private long requireServable(Asked asked) {
    boolean isText = asked.format.isText();
    long requested = 0;
    long bytes = 0;
    for (PlannedAccess read : asked.cells.reads()) {
      ReadCost cost = read.cost();
      int rank = read.resultShape().rank();
      requested = sum(requested, cost.times(asked.format.cellBytes(read.dtype(), rank)));
      bytes = sum(bytes, cost.bytes());
    }
    TooLarge.requireResult(
        requested,
        limits.of(isText),
        "The cells of all arrays together exceed the limit; ask for fewer, or for smaller parts of"
            + " them%s.".formatted(isText ? ", or take them as NPZ" : ""));
    return bytes;
  }

  private static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
