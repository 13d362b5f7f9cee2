package io.hypertile.collection.web;

import io.hypertile.schema.json.CollectionForms;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Forms of collections beside the interface's own documents: those that are read as well, and those
 * for people.
 */
@Component
record OtherForms(CollectionForms documents, List<CollectionText> texts) {
  OtherForms {
    texts = List.copyOf(texts);
  }
}
