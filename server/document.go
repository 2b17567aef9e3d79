package server

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/labstack/echo/v4"
	"go.yaml.in/yaml/v4"
)

// openapi.yaml is written by hand; tests hold every answer against it.
//
//go:embed openapi.yaml
var openapiYAML []byte

// A document is the OpenAPI document in its two spellings.
type document struct{ yaml, json []byte }

func loadDocument() (document, error) {
	var v any
	if err := yaml.Unmarshal(openapiYAML, &v); err != nil {
		return document{}, fmt.Errorf("openapi.yaml: %w", err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return document{}, fmt.Errorf("openapi.yaml: %w", err)
	}
	return document{openapiYAML, b}, nil
}

func (h *handler) openapiJSON(c echo.Context) error {
	return deliver(c, echo.MIMEApplicationJSON, h.openapi.json)
}

func (h *handler) openapiYAML(c echo.Context) error {
	return deliver(c, "application/yaml", h.openapi.yaml)
}
