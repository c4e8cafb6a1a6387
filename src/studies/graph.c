/* graph.c -- actors, backing, channels and flows in Graphviz' language. */
#include "../mechanisms/channels.h"
#include "../mechanisms/drivers.h"
#include "study.h"

/* Ids are [a-z0-9-]; names are free text and must be quoted. */
static void quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\') fputc('\\', out);
        fputc(*at == '\n' ? ' ' : *at, out);
    }
    fputc('"', out);
}

ofr_status study_graph(const ofr_study *study, FILE *out, ofr_error *err)
{
    static const char *const shapes[] = {"box", "ellipse", "box", "diamond", "plaintext"};
    const ofr_model *m = study->model;
    const ofr_channels *channels = m->own->channels;

    fprintf(out, "digraph standoff {\n  graph [overlap=false, splines=true];\n  node "
                 "[fontname=\"sans-serif\"];\n");
    for (size_t i = 0; i < m->n_actors; i++) {
        fprintf(out, "  \"%s\" [shape=%s, label=", m->actor[i].id, shapes[m->actor[i].kind]);
        quoted(out, m->actor[i].name);
        fprintf(out, "];\n");
    }
    for (size_t i = 0; i < m->n_pairs; i++) {
        const ofr_dyad *d = &m->dyad[m->pair[i].dyad[0]];
        fprintf(out, "  \"%s\" -> \"%s\" [dir=both, color=red, penwidth=2, label=hostile];\n",
                m->actor[d->holder].id, m->actor[d->rival].id);
    }
    for (size_t i = 0; i < m->n_links; i++) {
        fprintf(out, "  \"%s\" -> \"%s\" [style=dashed, label=backs];\n",
                m->actor[m->link[i].patron].id, m->actor[m->link[i].client].id);
    }
    for (size_t i = 0; i < channels->n; i++) {
        const ofr_channel *c = &channels->channel[i];
        fprintf(out, "  \"%s\" -> \"%s\" [dir=both, color=blue, style=dotted, label=\"%s\"];\n",
                m->actor[c->end[0]].id, m->actor[c->end[1]].id, c->id);
    }
    const ofr_drivers *drivers = m->own->drivers;
    for (size_t i = 0; i < drivers->n; i++) {
        const ofr_node *owners = node_get(drivers->driver[i].node, "owners");
        fprintf(out, "  \"driver %s\" [shape=hexagon, style=dashed];\n", drivers->driver[i].id);
        for (size_t j = 0; owners && j < owners->n_children; j++) {
            fprintf(out, "  \"%s\" -> \"driver %s\" [style=dashed, color=gray60, label=owns];\n",
                    owners->child[j]->text, drivers->driver[i].id);
        }
    }
    for (size_t i = 0; i < m->n_flows; i++) {
        const ofr_flow *f = &m->flow[i];
        fprintf(out, "  \"%s\" -> \"%s\" [color=gray40, label=\"%s\"];\n", m->actor[f->source].id,
                m->actor[f->target].id, f->id);
    }
    fprintf(out, "}\n");
    return ferror(out) ? ofr_fail(err, OFR_IO, "", "cannot write the graph") : OFR_OK;
}
