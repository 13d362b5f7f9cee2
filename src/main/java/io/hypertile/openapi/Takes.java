package io.hypertile.openapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Parameters of an operation that are described once, for the description of the interface. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Takes {
  /** Names among the parameters of {@code openapi/api.yaml}. */
  String[] value();
}
