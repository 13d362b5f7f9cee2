package io.hypertile.s3;

import java.nio.charset.StandardCharsets;

/** A document of an answer in the making. For one thread. */
public final class XmlAnswer {
  /** The media type of all documents of the protocol. */
  public static final String MEDIA_TYPE = "application/xml";

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  private final String root;

  private XmlAnswer(String root, String opening) {
    this.root = root;
    text.append(opening);
  }

  /** An answer of a kind. */
  public static XmlAnswer of(String root) {
    return new XmlAnswer(root, "<" + root + " xmlns=\"" + NAMESPACE + "\">");
  }

  /** A failure, which has no namespace. */
  public static byte[] failure(S3Code code, String message, String resource, String requestId) {
    return new XmlAnswer("Error", "<Error>")
        .add("Code", code.text())
        .add("Message", message)
        .add("Resource", resource)
        .add("RequestId", requestId)
        .bytes();
  }

  /** Adds an element with a text. */
  public XmlAnswer add(String name, String value) {
    text.append('<').append(name).append('>');
    escape(value);
    text.append("</").append(name).append('>');
    return this;
  }

  /** Adds an element with a number. */
  public XmlAnswer add(String name, long value) {
    return add(name, Long.toString(value));
  }

  /** Begins an element that holds others. */
  public XmlAnswer begin(String name) {
    text.append('<').append(name).append('>');
    return this;
  }

  /** Ends it. */
  public XmlAnswer end(String name) {
    text.append("</").append(name).append('>');
    return this;
  }

  private void escape(String value) {
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        default -> text.append(isTold(c) ? c : '?');
      }
    }
  }

  /** Whether XML 1.0 has the character at all. */
  private static boolean isTold(char c) {
    return c >= ' ' && c != '\uFFFE' && c != '\uFFFF' || c == '\t' || c == '\n' || c == '\r';
  }

  /** The document in UTF-8. */
  public byte[] bytes() {
    return (text + "</" + root + ">").getBytes(StandardCharsets.UTF_8);
  }
}
