package io.hypertile.openapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Headers of the answers of an operation, for the description of the interface. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Sends {
  /** Names among the headers of {@code openapi/api.yaml}, of answers that are no failures. */
  String[] value();
}
