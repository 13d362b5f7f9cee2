package io.hypertile.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Documents that clients send: a root, and below it texts and elements with texts. Declarations of
 * types and entities are refused, so that a document can name no file and grow no text. Immutable.
 *
 * @param texts of elements directly below the root, by name, the first of each
 * @param entries of the elements of one name that hold others, each by names
 */
public record XmlBody(Map<String, String> texts, List<Map<String, String>> entries) {
  /** Bytes of the longest document. */
  public static final int LONGEST = 4 << 20;

  private static final int DEEPEST = 3;
  private static final int MOST_ENTRIES = 10_000;

  /**
   * Reads a document.
   *
   * @param root name of the root
   * @param entry name of the elements with others in them
   * @throws S3Failure if it is not such a document
   */
  public static XmlBody parse(byte[] bytes, String root, String entry) {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(bytes));
      try {
        return read(reader, root, entry);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw malformed("it is not well-formed", e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static XmlBody read(XMLStreamReader reader, String root, String entry)
      throws XMLStreamException {
    Map<String, String> texts = new LinkedHashMap<>();
    List<Map<String, String>> entries = new ArrayList<>();
    List<String> path = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.add(reader.getLocalName());
          requirePlace(path, root);
          text.setLength(0);
          if (path.size() == 2 && path.getLast().equals(entry)) {
            requireRoom(entries);
            entries.add(new LinkedHashMap<>());
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          String name = path.removeLast();
          if (path.size() == 1 && !name.equals(entry)) {
            texts.putIfAbsent(name, text.toString());
          } else if (path.size() == 2 && path.getLast().equals(entry)) {
            entries.getLast().putIfAbsent(name, text.toString());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw malformed("it declares types or entities", null);
        default -> {}
      }
    }
    return new XmlBody(texts, entries);
  }

  private static void requirePlace(List<String> path, String root) {
    if (!path.getFirst().equals(root)) {
      throw malformed("its root is not " + root, null);
    }
    if (path.size() > DEEPEST) {
      throw malformed("it is too deep", null);
    }
  }

  private static void requireRoom(List<Map<String, String>> entries) {
    if (entries.size() == MOST_ENTRIES) {
      throw malformed("it has more than " + MOST_ENTRIES + " entries", null);
    }
  }

  private static S3Failure malformed(String why, @Nullable Exception cause) {
    return new S3Failure(
        S3Code.MALFORMED_XML, "The document of the body is not taken: " + why + ".", cause);
  }
}
