package io.hypertile.partition.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ETags;
import io.hypertile.http.ReadConditions;
import io.hypertile.partition.index.IndexContent;
import io.hypertile.partition.index.IndexName;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** Answers with the file of an index. */
final class IndexFileAnswer {
  /** Formats of an index: whether it is the file. */
  static final Map<String, Boolean> FORMATS = formats();

  static final String TYPE = "application/vnd.apache.parquet";

  private static final int PIECE = 1 << 18;

  private IndexFileAnswer() {}

  private static Map<String, Boolean> formats() {
    Map<String, Boolean> formats = new LinkedHashMap<>();
    formats.put("json", false);
    formats.put("parquet", true);
    return formats;
  }

  /** Refuses keys where all of the file is asked for. */
  static void requireWhole(Map<String, List<String>> values) {
    if (!values.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "format=parquet gives all of the index; leave out the keys, or the format.",
          Map.of("parameter", values.keySet().iterator().next()),
          null);
    }
  }

  /** Sends the file, or 304 when the client has it already. */
  static void send(
      IndexContent content,
      IndexName name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String etag = ETags.of(content.version().text());
    if (ReadConditions.isAnswered(request, response, etag, "")) {
      return;
    }
    response.setContentType(TYPE);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".parquet\"");
    response.setContentLengthLong(content.size());
    OutputStream out = response.getOutputStream();
    for (long at = 0; at < content.size(); at += PIECE) {
      ByteBuffer piece = content.read(at, (int) Math.min(PIECE, content.size() - at));
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.write(bytes);
    }
  }
}
