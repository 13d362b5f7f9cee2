package io.hypertile.schema;

/**
 * Declaration of an attribute.
 *
 * @param name unique within the schema, over primary and custom attributes
 * @param type type of its values
 * @param primary whether it is part of the array's key, always given and never changed
 */
public record AttributeSchema(String name, AttributeType type, boolean primary) {}
