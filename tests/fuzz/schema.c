/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "broken.h"

/* What is being looked at; why it was not valid is written down where it is
 * found, so that the deepest reason is told. */
struct look {
	json_t *root;
	struct text why;
};

static bool valid(struct look *look, json_t *schema, json_t *value);

static bool refuse(struct look *look, const char *word, json_t *value)
{
	char *text;

	if (look->why.len)
		return false;
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	text_printf(&look->why, "%s: %.300s", word, text);
	free(text);
	return false;
}

static bool is_type(const char *type, json_t *value)
{
	if (strcmp(type, "object") == 0)
		return json_is_object(value);
	if (strcmp(type, "array") == 0)
		return json_is_array(value);
	if (strcmp(type, "string") == 0)
		return json_is_string(value);
	if (strcmp(type, "integer") == 0)
		return json_is_integer(value);
	if (strcmp(type, "number") == 0)
		return json_is_number(value);
	if (strcmp(type, "boolean") == 0)
		return json_is_boolean(value);
	if (strcmp(type, "null") == 0)
		return json_is_null(value);
	broken("the schema knows a type %s", type);
}

static bool check_type(struct look *look, json_t *type, json_t *value)
{
	size_t i;
	json_t *one;

	if (json_is_string(type))
		return is_type(json_string_value(type), value) ||
		       refuse(look, json_string_value(type), value);
	json_array_foreach (type, i, one)
		if (is_type(json_string_value(one), value))
			return true;
	return refuse(look, "type", value);
}

static bool check_enum(struct look *look, json_t *all, json_t *value)
{
	size_t i;
	json_t *one;

	json_array_foreach (all, i, one)
		if (json_equal(one, value))
			return true;
	return refuse(look, "enum", value);
}

static bool check_const(struct look *look, json_t *one, json_t *value)
{
	return json_equal(one, value) || refuse(look, "const", value);
}

static bool check_required(struct look *look, json_t *names, json_t *value)
{
	size_t i;
	json_t *name;

	json_array_foreach (names, i, name)
		if (!json_object_get(value, json_string_value(name)))
			return refuse(look, json_string_value(name), value);
	return true;
}

static bool check_properties(struct look *look, json_t *properties,
                             json_t *value)
{
	const char *name;
	json_t *schema;

	json_object_foreach (properties, name, schema) {
		json_t *member = json_object_get(value, name);

		if (member && !valid(look, schema, member))
			return refuse(look, name, value);
	}
	return true;
}

static bool check_additional(struct look *look, json_t *schema,
                             json_t *properties, json_t *value)
{
	const char *name;
	json_t *member;

	json_object_foreach (value, name, member) {
		if (json_object_get(properties, name))
			continue;
		if (!valid(look, schema, member))
			return refuse(look, name, value);
	}
	return true;
}

static bool check_names(struct look *look, json_t *schema, json_t *value)
{
	const char *name;
	json_t *member;

	json_object_foreach (value, name, member) {
		json_t *word = json_string(name);
		bool good = valid(look, schema, word);

		json_decref(word);
		if (!good)
			return false;
	}
	return true;
}

static bool check_items(struct look *look, json_t *schema, size_t from,
                        json_t *value)
{
	for (size_t i = from; i < json_array_size(value); i++)
		if (!valid(look, schema, json_array_get(value, i)))
			return false;
	return true;
}

static bool check_prefix(struct look *look, json_t *schemas, json_t *value)
{
	size_t i;
	json_t *schema;

	json_array_foreach (schemas, i, schema)
		if (i < json_array_size(value) &&
		    !valid(look, schema, json_array_get(value, i)))
			return false;
	return true;
}

static bool check_unique(struct look *look, json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++)
		for (size_t n = 0; n < i; n++)
			if (json_equal(json_array_get(value, i),
			               json_array_get(value, n)))
				return refuse(look, "uniqueItems", value);
	return true;
}

/* How many of the schemas it is valid by. */
static size_t count_valid(struct look *look, json_t *schemas, json_t *value)
{
	size_t i, count = 0;
	json_t *schema;

	json_array_foreach (schemas, i, schema)
		count += valid(look, schema, value);
	return count;
}

/* As many as there must be, or the first reason met. */
static bool check_count(struct look *look, const char *word, json_t *schemas,
                        json_t *value)
{
	size_t all = json_array_size(schemas);
	size_t count = count_valid(look, schemas, value);
	bool good = strcmp(word, "oneOf") == 0   ? count == 1
	            : strcmp(word, "anyOf") == 0 ? count >= 1
	                                         : count == all;

	if (good)
		text_clear(&look->why);
	return good || refuse(look, word, value);
}

static bool check_condition(struct look *look, json_t *schema, json_t *value)
{
	bool met = valid(look, json_object_get(schema, "if"), value);
	json_t *next = json_object_get(schema, met ? "then" : "else");

	text_clear(&look->why);
	return !next || valid(look, next, value);
}

static bool check_range(struct look *look, const char *word, json_t *limit,
                        json_t *value)
{
	double number = json_number_value(value);
	double bound = json_number_value(limit);

	if (!json_is_number(value))
		return true;
	return (strcmp(word, "minimum") == 0 ? number >= bound
	                                     : number <= bound) ||
	       refuse(look, word, value);
}

/* "#/$defs/NAME" */
static json_t *follow(const struct look *look, json_t *reference)
{
	json_t *found = json_object_get(json_object_get(look->root, "$defs"),
	                                json_string_value(reference) + 8);

	if (!found)
		broken("the schema has no %s", json_string_value(reference));
	return found;
}

static bool check_object(struct look *look, const char *word, json_t *schema,
                         json_t *rule, json_t *value)
{
	if (strcmp(word, "required") == 0)
		return check_required(look, rule, value);
	if (strcmp(word, "properties") == 0)
		return check_properties(look, rule, value);
	if (strcmp(word, "additionalProperties") == 0)
		return check_additional(look, rule,
		                        json_object_get(schema, "properties"),
		                        value);
	if (strcmp(word, "propertyNames") == 0)
		return check_names(look, rule, value);
	return true;
}

static bool check_array(struct look *look, const char *word, json_t *schema,
                        json_t *rule, json_t *value)
{
	json_t *prefix = json_object_get(schema, "prefixItems");

	if (strcmp(word, "prefixItems") == 0)
		return check_prefix(look, rule, value);
	if (strcmp(word, "items") == 0)
		return check_items(look, rule, json_array_size(prefix), value);
	if (strcmp(word, "uniqueItems") == 0)
		return check_unique(look, value);
	if (strcmp(word, "minItems") == 0)
		return json_array_size(value) >=
		               (size_t)json_integer_value(rule) ||
		       refuse(look, word, value);
	return true;
}

static bool is_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static bool check_word(struct look *look, const char *word, json_t *schema,
                       json_t *rule, json_t *value)
{
	static const char *const unread[] = {
		"$schema", "title",  "description", "$defs",
		"pattern", "format", "then",        "else",
	};
	static const char *const structure[] = {
		"required",      "properties", "additionalProperties",
		"propertyNames", "items",      "prefixItems",
		"uniqueItems",   "minItems",
	};

	if (is_of(word, unread, ARRAY_LEN(unread)))
		return true;
	if (is_of(word, structure, ARRAY_LEN(structure))) {
		if (json_is_object(value))
			return check_object(look, word, schema, rule, value);
		return !json_is_array(value) ||
		       check_array(look, word, schema, rule, value);
	}
	if (strcmp(word, "$ref") == 0)
		return valid(look, follow(look, rule), value);
	if (strcmp(word, "type") == 0)
		return check_type(look, rule, value);
	if (strcmp(word, "enum") == 0)
		return check_enum(look, rule, value);
	if (strcmp(word, "const") == 0)
		return check_const(look, rule, value);
	if (strcmp(word, "if") == 0)
		return check_condition(look, schema, value);
	if (strcmp(word, "minLength") == 0)
		return json_string_length(value) >=
		               (size_t)json_integer_value(rule) ||
		       refuse(look, word, value);
	if (strcmp(word, "minimum") == 0 || strcmp(word, "maximum") == 0)
		return check_range(look, word, rule, value);
	if (strcmp(word + 3, "Of") == 0)
		return check_count(look, word, rule, value);
	broken("the schema says %s", word);
}

static bool valid(struct look *look, json_t *schema, json_t *value)
{
	const char *word;
	json_t *rule;

	if (json_is_boolean(schema))
		return json_is_true(schema) || refuse(look, "false", value);
	json_object_foreach (schema, word, rule)
		if (!check_word(look, word, schema, rule, value))
			return false;
	return true;
}

/* Read once, and kept: it is the fuzzers', not the program's. */
static json_t *schema_root(void)
{
	static json_t *root;
	json_error_t error;

	if (root)
		return root;
	root = json_load_file(FUZZ_SCHEMA, 0, &error);
	if (!root) {
		fprintf(stderr, "%s: %s\n", FUZZ_SCHEMA, error.text);
		exit(EXIT_FAILURE);
	}
	return root;
}

void schema_check(json_t *value)
{
	json_t *type = json_object_get(value, "type");
	struct look look = {.root = schema_root()};
	const char *name = "document";

	/* The one it must be says more than oneOf's. */
	if (type)
		name = strcmp(json_string_value(type), "connection") == 0
		               ? "connection"
		               : "last_line";
	if (!valid(&look,
	           json_object_get(json_object_get(look.root, "$defs"), name),
	           value))
		broken("by the schema, %s", text_string(&look.why));
	text_fini(&look.why);
}
