package io.hypertile.deker.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A JSON list that is sent while it is made; without {@link #end} it stays unfinished. Used by one
 * thread.
 */
final class JsonList {
  private final OutputStream out;
  private boolean begun;

  private JsonList(OutputStream out) {
    this.out = out;
  }

  /** Begins an answer with a list. */
  static JsonList begin(HttpServletResponse response) throws IOException {
    response.setStatus(200);
    response.setContentType("application/json");
    return new JsonList(response.getOutputStream());
  }

  /** Adds a document. */
  void add(String document) throws IOException {
    out.write(begun ? ',' : '[');
    begun = true;
    out.write(document.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the list. */
  void end() throws IOException {
    if (!begun) {
      out.write('[');
    }
    out.write(']');
  }
}
