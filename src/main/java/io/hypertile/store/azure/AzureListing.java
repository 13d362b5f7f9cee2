package io.hypertile.store.azure;

import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A page of a list, read from XML without entities or anything from outside. For one thread. */
final class AzureListing {
  private static final XMLInputFactory XML = factory();

  private final AzureAddress address;
  private final List<StoredObject> objects = new ArrayList<>();
  private final List<StorePrefix> prefixes = new ArrayList<>();
  private String name = "";
  private String size = "";
  private String tag = "";
  private String next = "";

  AzureListing(AzureAddress address) {
    this.address = address;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /**
   * Reads a page.
   *
   * @throws XMLStreamException if it is no list
   */
  KeyPage read(byte[] xml, StorePrefix prefix) throws XMLStreamException {
    XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(xml));
    try {
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> begin(reader);
          case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName(), prefix);
          default -> {}
        }
      }
    } finally {
      reader.close();
    }
    objects.sort(Comparator.comparing(StoredObject::key));
    prefixes.sort((one, other) -> StoreKey.compare(one.text() + "/", other.text() + "/"));
    return new KeyPage(
        objects, prefixes, next.isEmpty() ? Optional.empty() : Optional.of(new ListMark(next)));
  }

  /** Lists name tags without the quotes that headers have. */
  static ObjectVersion version(String tag) {
    return new ObjectVersion(tag.startsWith("\"") ? tag : "\"" + tag + "\"");
  }

  private void begin(XMLStreamReader reader) throws XMLStreamException {
    switch (reader.getLocalName()) {
      case "Name" -> name = reader.getElementText();
      case "Content-Length" -> size = reader.getElementText();
      case "Etag" -> tag = reader.getElementText();
      case "NextMarker" -> next = reader.getElementText();
      default -> {}
    }
  }

  private void end(String element, StorePrefix prefix) throws XMLStreamException {
    Optional<String> own =
        name.startsWith(address.full(""))
            ? Optional.of(name.substring(address.full("").length()))
            : Optional.empty();
    if (element.equals("Blob")) {
      if (!size.matches("\\d{1,18}") || tag.isEmpty()) {
        throw new XMLStreamException("an entry without size or state");
      }
      own.filter(StoreKey::isKey)
          .map(StoreKey::new)
          .filter(key -> key.isBelow(prefix))
          .ifPresent(key -> objects.add(new StoredObject(key, Long.parseLong(size), version(tag))));
    } else if (element.equals("BlobPrefix")) {
      own.map(text -> text.substring(0, Math.max(0, text.length() - 1)))
          .filter(StoreKey::isKey)
          .ifPresent(text -> prefixes.add(new StorePrefix(text)));
    }
  }
}
