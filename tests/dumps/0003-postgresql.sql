CREATE TABLE public.account (
    id integer NOT NULL,
    username character varying(64) NOT NULL,
    password_hash character varying(255) NOT NULL,
    role character varying(16) NOT NULL,
    unit_id integer NOT NULL,
    session_version integer NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT ck_account_role CHECK (((role)::text = ANY ((ARRAY['unit'::character varying, 'department'::character varying])::text[])))
);
CREATE SEQUENCE public.account_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.action (
    id integer NOT NULL,
    unit_id integer NOT NULL,
    text character varying(300) NOT NULL,
    published_on date
);
CREATE SEQUENCE public.action_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.action_id_seq OWNED BY public.action.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.participation (
    id integer NOT NULL,
    campaign_id integer NOT NULL,
    unit_id integer NOT NULL,
    instrument_id integer NOT NULL,
    collection character varying(16) NOT NULL,
    repeats integer DEFAULT 0 NOT NULL,
    CONSTRAINT ck_participation_collection CHECK (((collection)::text = ANY ((ARRAY['own'::character varying, 'independent'::character varying, 'sample'::character varying])::text[])))
);
CREATE TABLE public.response (
    campaign_id integer NOT NULL,
    unit_id integer NOT NULL,
    participation_id integer NOT NULL,
    key bytea NOT NULL,
    channel character varying(8) NOT NULL,
    pace smallint NOT NULL,
    honeypot boolean NOT NULL,
    grade character varying(8) NOT NULL,
    sheet character varying(200) NOT NULL,
    percents character varying(64) NOT NULL,
    CONSTRAINT ck_response_channel CHECK (((channel)::text = ANY ((ARRAY['qr'::character varying, 'link'::character varying, 'kiosk'::character varying, 'paper'::character varying, 'import'::character varying])::text[]))),
    CONSTRAINT ck_response_pace CHECK (((pace >= 0) AND (pace <= 5)))
);
CREATE TABLE public.unit (
    id integer NOT NULL,
    code character varying(32) NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(16) NOT NULL,
    levels character varying(32) NOT NULL,
    parent_id integer,
    link_token character varying(16) NOT NULL,
    CONSTRAINT ck_unit_kind CHECK (((kind)::text = ANY ((ARRAY['department'::character varying, 'desk'::character varying, 'commune'::character varying, 'school'::character varying])::text[])))
);
CREATE VIEW public.answers__2025__th_ph AS
 SELECT u.code AS unit_code,
    p.collection,
    r.participation_id,
    r.channel,
    r.pace,
    r.honeypot,
    r.grade,
    r.sheet,
        CASE
            WHEN (substr((r.sheet)::text, 1, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 1, 1))::integer
            ELSE NULL::integer
        END AS a01,
        CASE
            WHEN (substr((r.sheet)::text, 2, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 2, 1))::integer
            ELSE NULL::integer
        END AS a02,
        CASE
            WHEN (substr((r.sheet)::text, 3, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 3, 1))::integer
            ELSE NULL::integer
        END AS a03,
        CASE
            WHEN (substr((r.sheet)::text, 4, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 4, 1))::integer
            ELSE NULL::integer
        END AS a04,
        CASE
            WHEN (substr((r.sheet)::text, 5, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 5, 1))::integer
            ELSE NULL::integer
        END AS a05,
        CASE
            WHEN (substr((r.sheet)::text, 6, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 6, 1))::integer
            ELSE NULL::integer
        END AS a06,
        CASE
            WHEN (substr((r.sheet)::text, 7, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 7, 1))::integer
            ELSE NULL::integer
        END AS b01,
        CASE
            WHEN (substr((r.sheet)::text, 8, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 8, 1))::integer
            ELSE NULL::integer
        END AS b02,
        CASE
            WHEN (substr((r.sheet)::text, 9, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 9, 1))::integer
            ELSE NULL::integer
        END AS b03,
        CASE
            WHEN (substr((r.sheet)::text, 10, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 10, 1))::integer
            ELSE NULL::integer
        END AS b04,
        CASE
            WHEN (substr((r.sheet)::text, 11, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 11, 1))::integer
            ELSE NULL::integer
        END AS b05,
        CASE
            WHEN (substr((r.sheet)::text, 12, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 12, 1))::integer
            ELSE NULL::integer
        END AS b06,
        CASE
            WHEN (substr((r.sheet)::text, 13, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 13, 1))::integer
            ELSE NULL::integer
        END AS b07,
        CASE
            WHEN (substr((r.sheet)::text, 14, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 14, 1))::integer
            ELSE NULL::integer
        END AS b08,
        CASE
            WHEN (substr((r.sheet)::text, 15, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 15, 1))::integer
            ELSE NULL::integer
        END AS b09,
        CASE
            WHEN (substr((r.sheet)::text, 16, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 16, 1))::integer
            ELSE NULL::integer
        END AS c01,
        CASE
            WHEN (substr((r.sheet)::text, 17, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 17, 1))::integer
            ELSE NULL::integer
        END AS c02,
        CASE
            WHEN (substr((r.sheet)::text, 18, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 18, 1))::integer
            ELSE NULL::integer
        END AS c03,
        CASE
            WHEN (substr((r.sheet)::text, 19, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 19, 1))::integer
            ELSE NULL::integer
        END AS c04,
        CASE
            WHEN (substr((r.sheet)::text, 20, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 20, 1))::integer
            ELSE NULL::integer
        END AS c05,
        CASE
            WHEN (substr((r.sheet)::text, 21, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 21, 1))::integer
            ELSE NULL::integer
        END AS c06,
        CASE
            WHEN (substr((r.sheet)::text, 22, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 22, 1))::integer
            ELSE NULL::integer
        END AS c07,
        CASE
            WHEN (substr((r.sheet)::text, 23, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 23, 1))::integer
            ELSE NULL::integer
        END AS c08,
        CASE
            WHEN (substr((r.sheet)::text, 24, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 24, 1))::integer
            ELSE NULL::integer
        END AS d01,
        CASE
            WHEN (substr((r.sheet)::text, 25, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 25, 1))::integer
            ELSE NULL::integer
        END AS d02,
        CASE
            WHEN (substr((r.sheet)::text, 26, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 26, 1))::integer
            ELSE NULL::integer
        END AS d03,
        CASE
            WHEN (substr((r.sheet)::text, 27, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 27, 1))::integer
            ELSE NULL::integer
        END AS d04,
        CASE
            WHEN (substr((r.sheet)::text, 28, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 28, 1))::integer
            ELSE NULL::integer
        END AS d05,
        CASE
            WHEN (substr((r.sheet)::text, 29, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 29, 1))::integer
            ELSE NULL::integer
        END AS d06,
        CASE
            WHEN (substr((r.sheet)::text, 30, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 30, 1))::integer
            ELSE NULL::integer
        END AS d07,
        CASE
            WHEN (substr((r.sheet)::text, 31, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 31, 1))::integer
            ELSE NULL::integer
        END AS d08,
        CASE
            WHEN (substr((r.sheet)::text, 32, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 32, 1))::integer
            ELSE NULL::integer
        END AS e01,
        CASE
            WHEN (substr((r.sheet)::text, 33, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 33, 1))::integer
            ELSE NULL::integer
        END AS e02,
        CASE
            WHEN (substr((r.sheet)::text, 34, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 34, 1))::integer
            ELSE NULL::integer
        END AS e03,
        CASE
            WHEN (substr((r.sheet)::text, 35, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 35, 1))::integer
            ELSE NULL::integer
        END AS e04,
        CASE
            WHEN (substr((r.sheet)::text, 36, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 36, 1))::integer
            ELSE NULL::integer
        END AS e05,
        CASE
            WHEN (substr((r.sheet)::text, 37, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 37, 1))::integer
            ELSE NULL::integer
        END AS e06,
        CASE
            WHEN (substr((r.sheet)::text, 38, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 38, 1))::integer
            ELSE NULL::integer
        END AS f01,
        CASE
            WHEN (substr((r.sheet)::text, 39, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text])) THEN (substr((r.sheet)::text, 39, 1))::integer
            ELSE NULL::integer
        END AS h01,
    (NULLIF(NULLIF(split_part((r.percents)::text, ','::text, 1), '-'::text), ''::text))::integer AS f02
   FROM ((public.response r
     JOIN public.participation p ON ((p.id = r.participation_id)))
     JOIN public.unit u ON ((u.id = r.unit_id)))
  WHERE ((r.campaign_id = 2) AND (p.instrument_id = 2));
CREATE VIEW public.answers__2026__th_ph AS
 SELECT u.code AS unit_code,
    p.collection,
    r.participation_id,
    r.channel,
    r.pace,
    r.honeypot,
    r.grade,
    r.sheet,
        CASE
            WHEN (substr((r.sheet)::text, 1, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 1, 1))::integer
            ELSE NULL::integer
        END AS a01,
        CASE
            WHEN (substr((r.sheet)::text, 2, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 2, 1))::integer
            ELSE NULL::integer
        END AS a02,
        CASE
            WHEN (substr((r.sheet)::text, 3, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 3, 1))::integer
            ELSE NULL::integer
        END AS a03,
        CASE
            WHEN (substr((r.sheet)::text, 4, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 4, 1))::integer
            ELSE NULL::integer
        END AS a04,
        CASE
            WHEN (substr((r.sheet)::text, 5, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 5, 1))::integer
            ELSE NULL::integer
        END AS a05,
        CASE
            WHEN (substr((r.sheet)::text, 6, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 6, 1))::integer
            ELSE NULL::integer
        END AS a06,
        CASE
            WHEN (substr((r.sheet)::text, 7, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 7, 1))::integer
            ELSE NULL::integer
        END AS b01,
        CASE
            WHEN (substr((r.sheet)::text, 8, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 8, 1))::integer
            ELSE NULL::integer
        END AS b02,
        CASE
            WHEN (substr((r.sheet)::text, 9, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 9, 1))::integer
            ELSE NULL::integer
        END AS b03,
        CASE
            WHEN (substr((r.sheet)::text, 10, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 10, 1))::integer
            ELSE NULL::integer
        END AS b04,
        CASE
            WHEN (substr((r.sheet)::text, 11, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 11, 1))::integer
            ELSE NULL::integer
        END AS b05,
        CASE
            WHEN (substr((r.sheet)::text, 12, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 12, 1))::integer
            ELSE NULL::integer
        END AS b06,
        CASE
            WHEN (substr((r.sheet)::text, 13, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 13, 1))::integer
            ELSE NULL::integer
        END AS b07,
        CASE
            WHEN (substr((r.sheet)::text, 14, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 14, 1))::integer
            ELSE NULL::integer
        END AS b08,
        CASE
            WHEN (substr((r.sheet)::text, 15, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 15, 1))::integer
            ELSE NULL::integer
        END AS b09,
        CASE
            WHEN (substr((r.sheet)::text, 16, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 16, 1))::integer
            ELSE NULL::integer
        END AS c01,
        CASE
            WHEN (substr((r.sheet)::text, 17, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 17, 1))::integer
            ELSE NULL::integer
        END AS c02,
        CASE
            WHEN (substr((r.sheet)::text, 18, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 18, 1))::integer
            ELSE NULL::integer
        END AS c03,
        CASE
            WHEN (substr((r.sheet)::text, 19, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 19, 1))::integer
            ELSE NULL::integer
        END AS c04,
        CASE
            WHEN (substr((r.sheet)::text, 20, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 20, 1))::integer
            ELSE NULL::integer
        END AS c05,
        CASE
            WHEN (substr((r.sheet)::text, 21, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 21, 1))::integer
            ELSE NULL::integer
        END AS c06,
        CASE
            WHEN (substr((r.sheet)::text, 22, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 22, 1))::integer
            ELSE NULL::integer
        END AS c07,
        CASE
            WHEN (substr((r.sheet)::text, 23, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 23, 1))::integer
            ELSE NULL::integer
        END AS c08,
        CASE
            WHEN (substr((r.sheet)::text, 24, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 24, 1))::integer
            ELSE NULL::integer
        END AS d01,
        CASE
            WHEN (substr((r.sheet)::text, 25, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 25, 1))::integer
            ELSE NULL::integer
        END AS d02,
        CASE
            WHEN (substr((r.sheet)::text, 26, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 26, 1))::integer
            ELSE NULL::integer
        END AS d03,
        CASE
            WHEN (substr((r.sheet)::text, 27, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 27, 1))::integer
            ELSE NULL::integer
        END AS d04,
        CASE
            WHEN (substr((r.sheet)::text, 28, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 28, 1))::integer
            ELSE NULL::integer
        END AS d05,
        CASE
            WHEN (substr((r.sheet)::text, 29, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 29, 1))::integer
            ELSE NULL::integer
        END AS d06,
        CASE
            WHEN (substr((r.sheet)::text, 30, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 30, 1))::integer
            ELSE NULL::integer
        END AS d07,
        CASE
            WHEN (substr((r.sheet)::text, 31, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 31, 1))::integer
            ELSE NULL::integer
        END AS d08,
        CASE
            WHEN (substr((r.sheet)::text, 32, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 32, 1))::integer
            ELSE NULL::integer
        END AS e01,
        CASE
            WHEN (substr((r.sheet)::text, 33, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 33, 1))::integer
            ELSE NULL::integer
        END AS e02,
        CASE
            WHEN (substr((r.sheet)::text, 34, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 34, 1))::integer
            ELSE NULL::integer
        END AS e03,
        CASE
            WHEN (substr((r.sheet)::text, 35, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 35, 1))::integer
            ELSE NULL::integer
        END AS e04,
        CASE
            WHEN (substr((r.sheet)::text, 36, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 36, 1))::integer
            ELSE NULL::integer
        END AS e05,
        CASE
            WHEN (substr((r.sheet)::text, 37, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 37, 1))::integer
            ELSE NULL::integer
        END AS e06,
        CASE
            WHEN (substr((r.sheet)::text, 38, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])) THEN (substr((r.sheet)::text, 38, 1))::integer
            ELSE NULL::integer
        END AS f01,
        CASE
            WHEN (substr((r.sheet)::text, 39, 1) = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text])) THEN (substr((r.sheet)::text, 39, 1))::integer
            ELSE NULL::integer
        END AS h01,
    (NULLIF(NULLIF(split_part((r.percents)::text, ','::text, 1), '-'::text), ''::text))::integer AS f02
   FROM ((public.response r
     JOIN public.participation p ON ((p.id = r.participation_id)))
     JOIN public.unit u ON ((u.id = r.unit_id)))
  WHERE ((r.campaign_id = 1) AND (p.instrument_id = 1));
CREATE TABLE public.audit_entry (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id integer,
    action character varying(40) NOT NULL,
    subject character varying(200) NOT NULL
);
CREATE SEQUENCE public.audit_entry_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_entry_id_seq OWNED BY public.audit_entry.id;
CREATE TABLE public.campaign (
    id integer NOT NULL,
    code character varying(16) NOT NULL,
    name character varying(200) NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    target double precision NOT NULL,
    convention character varying(16) NOT NULL,
    results_while_open boolean NOT NULL,
    opened boolean NOT NULL,
    sealed_on date,
    access character varying(8) DEFAULT 'open'::character varying NOT NULL,
    paper_until date,
    CONSTRAINT ck_campaign_access CHECK (((access)::text = ANY ((ARRAY['open'::character varying, 'marked'::character varying, 'codes'::character varying])::text[]))),
    CONSTRAINT ck_campaign_convention CHECK (((convention)::text = ANY ((ARRAY['mean'::character varying, 'answers'::character varying, 'eligible'::character varying])::text[]))),
    CONSTRAINT ck_campaign_dates CHECK ((opens_on <= closes_on)),
    CONSTRAINT ck_campaign_paper_until CHECK (((paper_until IS NULL) OR (paper_until >= closes_on))),
    CONSTRAINT ck_campaign_target CHECK (((target > (0)::double precision) AND (target < (1)::double precision)))
);
CREATE SEQUENCE public.campaign_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.campaign_id_seq OWNED BY public.campaign.id;
CREATE TABLE public.cell_sums (
    participation_id integer NOT NULL,
    grade character varying(8) NOT NULL,
    data bytea NOT NULL
);
CREATE TABLE public.comment (
    campaign_id integer NOT NULL,
    unit_id integer NOT NULL,
    participation_id integer NOT NULL,
    key bytea NOT NULL,
    item_code character varying(3) NOT NULL,
    text text NOT NULL
);
CREATE TABLE public.eligible_number (
    participation_id integer NOT NULL,
    grade character varying(8) NOT NULL,
    "position" integer NOT NULL,
    number integer NOT NULL,
    CONSTRAINT ck_eligible_number_number CHECK ((number >= 0))
);
CREATE TABLE public.enrolment (
    unit_id integer NOT NULL,
    grade character varying(8) NOT NULL,
    "position" integer NOT NULL,
    number integer NOT NULL,
    CONSTRAINT ck_enrolment_number CHECK ((number >= 0))
);
CREATE TABLE public.flagged_sums (
    participation_id integer NOT NULL,
    grade character varying(8) NOT NULL,
    data bytea NOT NULL
);
CREATE TABLE public.instrument (
    id integer NOT NULL,
    campaign_id integer NOT NULL,
    code character varying(24) NOT NULL,
    digest character varying(64) NOT NULL,
    content text NOT NULL,
    assigned text DEFAULT ''::text NOT NULL
);
CREATE SEQUENCE public.instrument_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.instrument_id_seq OWNED BY public.instrument.id;
CREATE TABLE public.kiosk_pin (
    unit_id integer NOT NULL,
    pin_hash character varying(256) NOT NULL,
    version integer NOT NULL
);
CREATE TABLE public.one_time_code (
    campaign_id integer NOT NULL,
    unit_id integer NOT NULL,
    participation_id integer NOT NULL,
    code_hash bytea NOT NULL,
    grade character varying(8) NOT NULL,
    used boolean NOT NULL
);
CREATE TABLE public.paper_batch (
    id integer NOT NULL,
    campaign_id integer NOT NULL,
    unit_id integer NOT NULL,
    participation_id integer NOT NULL,
    number integer NOT NULL,
    declared integer NOT NULL,
    closed_on date,
    compared integer NOT NULL,
    differing integer NOT NULL,
    CONSTRAINT ck_paper_batch_compared CHECK (((differing >= 0) AND (differing <= compared))),
    CONSTRAINT ck_paper_batch_declared CHECK ((declared > 0))
);
CREATE SEQUENCE public.paper_batch_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.paper_batch_id_seq OWNED BY public.paper_batch.id;
CREATE TABLE public.paper_draft (
    batch_id integer NOT NULL,
    "position" integer NOT NULL,
    entry smallint NOT NULL,
    sheet character varying(200) NOT NULL,
    percents character varying(64) NOT NULL,
    grade character varying(8) NOT NULL,
    comments text NOT NULL,
    CONSTRAINT ck_paper_draft_entry CHECK ((entry = ANY (ARRAY[1, 2])))
);
CREATE SEQUENCE public.participation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.participation_id_seq OWNED BY public.participation.id;
CREATE TABLE public.sending (
    campaign_id integer NOT NULL,
    unit_id integer NOT NULL,
    participation_id integer NOT NULL,
    key_hash bytea NOT NULL,
    slot integer NOT NULL,
    language character varying(8) NOT NULL,
    receipt_mark bytea
);
CREATE TABLE public.sign_in_attempt (
    id integer NOT NULL,
    username character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.sign_in_attempt_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sign_in_attempt_id_seq OWNED BY public.sign_in_attempt.id;
CREATE TABLE public.stored_burst (
    participation_id integer NOT NULL,
    slot integer NOT NULL,
    arrivals integer NOT NULL,
    expected double precision NOT NULL,
    p_value double precision NOT NULL
);
CREATE TABLE public.stored_quality (
    participation_id integer NOT NULL,
    version integer NOT NULL,
    forms integer NOT NULL,
    tally text NOT NULL
);
CREATE TABLE public.sums_state (
    participation_id integer NOT NULL,
    recorded integer NOT NULL,
    removed integer NOT NULL,
    version integer NOT NULL
);
CREATE SEQUENCE public.unit_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.unit_id_seq OWNED BY public.unit.id;
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.action ALTER COLUMN id SET DEFAULT nextval('public.action_id_seq'::regclass);
ALTER TABLE ONLY public.audit_entry ALTER COLUMN id SET DEFAULT nextval('public.audit_entry_id_seq'::regclass);
ALTER TABLE ONLY public.campaign ALTER COLUMN id SET DEFAULT nextval('public.campaign_id_seq'::regclass);
ALTER TABLE ONLY public.instrument ALTER COLUMN id SET DEFAULT nextval('public.instrument_id_seq'::regclass);
ALTER TABLE ONLY public.paper_batch ALTER COLUMN id SET DEFAULT nextval('public.paper_batch_id_seq'::regclass);
ALTER TABLE ONLY public.participation ALTER COLUMN id SET DEFAULT nextval('public.participation_id_seq'::regclass);
ALTER TABLE ONLY public.sign_in_attempt ALTER COLUMN id SET DEFAULT nextval('public.sign_in_attempt_id_seq'::regclass);
ALTER TABLE ONLY public.unit ALTER COLUMN id SET DEFAULT nextval('public.unit_id_seq'::regclass);
INSERT INTO public.account VALUES (1, 'so.gddt', 'scrypt:1024:8:1$CQnd0C74boGAJrCu$c1e37386b511d1b18dd25d59ba5cd414e2768f4437e73bc9c5908eafc7677351766cfd8b291b4489a57631a07d5c2b169313532f3ac1f34063a3deae7cb9ccb4', 'department', 1, 1, true);
INSERT INTO public.account VALUES (2, 'xa1', 'scrypt:1024:8:1$ahjOvylB2UxJjpQo$ae1fff15db27f4805554a1dae541d1554124c8b296bca7882014a618b2415391ad5b9b3e99769ed30a733b3c29528d374b1b8417b0b009c749f623b14791c654', 'department', 2, 1, true);
INSERT INTO public.account VALUES (3, 'xa2', 'scrypt:1024:8:1$ifeJBIpljAFGkZv0$e315d9014cd176b722b0b977c032d208121a3d3313cff6d5d89448ddcbe495d7a04709a8065a59552f70b600678ba8b18492b13275d7f30f5101c9b4ab5b4641', 'department', 3, 1, true);
INSERT INTO public.account VALUES (4, 'th1', 'scrypt:1024:8:1$ODrKbxWxf3cMkwOM$b9f78794b4c84fe1273dd3ea90326bfb0b078718b0c657b529f47a63ad6fe601d723f20f7a15e96a997ad01a7cd6caa6129fd124a6e37992d682a882889b5d49', 'unit', 4, 1, true);
INSERT INTO public.account VALUES (5, 'th2', 'scrypt:1024:8:1$1WB3aph27aknqPiH$9c317ebc0382b296d71b35b001886e5499ccddefa86f6823de887aaf27bd7c43dd633c007d4e0d776e330a84c0b23031ae93448a7f9e2a6abe34de2567b91bce', 'unit', 5, 1, true);
INSERT INTO public.action VALUES (1, 4, 'Đã sửa xong nhà vệ sinh', '2026-03-02');
INSERT INTO public.alembic_version VALUES ('0003');
INSERT INTO public.audit_entry VALUES (1, '2026-05-14 02:00:00+00', NULL, 'close-campaign', '2025');
INSERT INTO public.audit_entry VALUES (2, '2026-05-14 02:00:00+00', 4, 'download-qr', 'png');
INSERT INTO public.audit_entry VALUES (3, '2026-05-14 02:00:00+00', 4, 'download-poster', 'poster');
INSERT INTO public.audit_entry VALUES (4, '2026-05-14 02:00:00+00', 4, 'download-qr', 'svg');
INSERT INTO public.audit_entry VALUES (5, '2026-05-14 02:00:00+00', 4, 'download-poster', 'cards');
INSERT INTO public.campaign VALUES (1, '2026', 'Khảo sát sự hài lòng năm 2026', '2026-05-04', '2026-05-29', 0.9, 'answers', false, true, NULL, 'open', NULL);
INSERT INTO public.campaign VALUES (2, '2025', 'Khảo sát sự hài lòng năm 2025', '2025-05-04', '2025-05-29', 0.9, 'answers', false, true, '2026-05-14', 'open', NULL);
INSERT INTO public.cell_sums VALUES (3, '1', '\x5444535501000500270006000100010000000000000000000000000000000100000000000000010000000000000001000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000001600000000000000050000000000000006000000000000001900000000000000060000000000000007000000000000002300000000000000070000000000000008000000000000001c00000000000000050000000000000007000000000000001d0000000000000006000000000000000600000000000000e4010000000000006e000000000000008400000000000000260200000000000084000000000000009a0000000000000002030000000000009a00000000000000b00000000000000068020000000000006e000000000000009a000000000000007e020000000000008400000000000000840000000000000019000000000000001e000000000000007d000000000000001e000000000000002300000000000000af00000000000000230000000000000028000000000000008c000000000000001900000000000000230000000000000091000000000000001e000000000000001e000000000000002400000000000000960000000000000024000000000000002a00000000000000d2000000000000002a000000000000003000000000000000a8000000000000001e000000000000002a00000000000000ae000000000000002400000000000000240000000000000071020000000000009600000000000000af000000000000006b03000000000000af00000000000000c800000000000000bc020000000000007d00000000000000af00000000000000d5020000000000009600000000000000960000000000000024000000000000002a00000000000000d2000000000000002a000000000000003000000000000000a8000000000000001e000000000000002a00000000000000ae00000000000000240000000000000024000000000000003100000000000000f50000000000000031000000000000003800000000000000c40000000000000023000000000000003100000000000000cb000000000000002a000000000000002a00000000000000c904000000000000f5000000000000001801000000000000d403000000000000af00000000000000f500000000000000f703000000000000d200000000000000d20000000000000031000000000000003800000000000000c40000000000000023000000000000003100000000000000cb000000000000002a000000000000002a000000000000004000000000000000e00000000000000028000000000000003800000000000000e8000000000000003000000000000000300000000000000010030000000000008c00000000000000c4000000000000002c03000000000000a800000000000000a8000000000000001900000000000000230000000000000091000000000000001e000000000000001e000000000000003100000000000000cb000000000000002a000000000000002a000000000000004903000000000000ae00000000000000ae00000000000000240000000000000024000000000000002400000000000000010000000000000050000000000000000019000000000000');
INSERT INTO public.cell_sums VALUES (3, '2', '\x54445355010005002700060001000300000000000000000000000000000003000000000000000300000000000000030000000000000003000000000000000300000000000000030000000000000000000000000000000100000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000200000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000200000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000010000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000048000000000000000f000000000000001200000000000000690000000000000017000000000000001a000000000000005a000000000000001400000000000000160000000000000065000000000000001500000000000000180000000000000041000000000000000f000000000000001000000000000000ce060000000000006d01000000000000b001000000000000ef090000000000002f0200000000000071020000000000008408000000000000e70100000000000013020000000000009409000000000000fe010000000000004002000000000000180600000000000069010000000000007f010000000000004d000000000000005a00000000000000150200000000000076000000000000008200000000000000ca0100000000000067000000000000006f0000000000000005020000000000006c00000000000000780000000000000047010000000000004c0000000000000050000000000000006c0000000000000076020000000000008a000000000000009c000000000000001c02000000000000780000000000000084000000000000005e020000000000007e00000000000000900000000000000086010000000000005a000000000000006000000000000000810e000000000000300300000000000090030000000000006e0c000000000000c7020000000000000703000000000000fb0d000000000000e8020000000000004803000000000000e1080000000000000e020000000000002e02000000000000b500000000000000c700000000000000be020000000000009e00000000000000aa000000000000001903000000000000a600000000000000b800000000000000f70100000000000075000000000000007b00000000000000e2000000000000000c03000000000000ad00000000000000bf000000000000006a03000000000000b500000000000000d000000000000000300200000000000081000000000000008a00000000000000ac0a00000000000064020000000000009802000000000000060c0000000000008202000000000000d002000000000000a607000000000000c601000000000000e0010000000000008a000000000000009400000000000000b4020000000000009100000000000000a000000000000000b60100000000000066000000000000006b00000000000000a200000000000000ea020000000000009b00000000000000b000000000000000dc010000000000006e000000000000007500000000000000930d000000000000d70200000000000028030000000000009f0800000000000001020000000000001c020000000000009900000000000000a800000000000000cf010000000000006c000000000000007100000000000000c00000000000000008020000000000007800000000000000800000000000000093050000000000004b010000000000005e010000000000004d000000000000005100000000000000560000000000000003000000000000001301000000000000ed62000000000000');
INSERT INTO public.cell_sums VALUES (3, '4', '\x5444535501000500270006000100030000000000000000000000000000000300000000000000030000000000000003000000000000000300000000000000030000000000000003000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000001000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000001000000000000000100000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000001000000000000000000000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000001000000000000000000000000000000020000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000010000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000003d000000000000000d000000000000001000000000000000680000000000000016000000000000001b000000000000004a000000000000000e0000000000000016000000000000005c000000000000001400000000000000170000000000000041000000000000000c000000000000001200000000000000f1040000000000000c0100000000000049010000000000002608000000000000b8010000000000002502000000000000ed050000000000002001000000000000bf010000000000002f070000000000008c01000000000000d0010000000000001c05000000000000ed000000000000006e0100000000000039000000000000004600000000000000be010000000000005e00000000000000750000000000000041010000000000003d000000000000005f000000000000008a0100000000000055000000000000006300000000000000180100000000000033000000000000004e0000000000000056000000000000002602000000000000740000000000000090000000000000008b010000000000004b000000000000007500000000000000e60100000000000069000000000000007a0000000000000059010000000000003f000000000000006000000000000000380e0000000000000403000000000000a803000000000000fc09000000000000e201000000000000fc020000000000009a0c000000000000c2020000000000002203000000000000dc08000000000000a8010000000000007002000000000000a400000000000000c6000000000000001e020000000000006600000000000000a200000000000000ac020000000000009600000000000000aa00000000000000e0010000000000005a000000000000008400000000000000f3000000000000009a020000000000007e00000000000000c6000000000000003c03000000000000b400000000000000cf0000000000000049020000000000006c00000000000000a2000000000000003a070000000000005d010000000000002202000000000000cd08000000000000e901000000000000370200000000000038060000000000002401000000000000bc0100000000000042000000000000006700000000000000a9010000000000005c000000000000006b000000000000002d0100000000000037000000000000005400000000000000a200000000000000a3020000000000009300000000000000a900000000000000dc01000000000000580000000000000084000000000000002e0b0000000000007302000000000000c602000000000000db07000000000000790100000000000028020000000000008a000000000000009b00000000000000b70100000000000053000000000000007800000000000000b100000000000000f4010000000000005d000000000000008a00000000000000890500000000000008010000000000008601000000000000320000000000000048000000000000006c0000000000000003000000000000001301000000000000ed62000000000000');
INSERT INTO public.cell_sums VALUES (3, '5', '\x54445355010005002700060001000400000000000000000000000000000004000000000000000400000000000000040000000000000004000000000000000400000000000000040000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000020000000000000000000000000000000200000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000002000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000200000000000000010000000000000001000000000000000100000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000001000000000000000300000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000100000000000000000000000000000001000000000000000000000000000000020000000000000000000000000000000100000000000000010000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000200000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000020000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000001000000000000000000000000000000000000000000000002000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000200000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000200000000000000010000000000000000000000000000000100000000000000000000000000000001000000000000000200000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000030000000000000000000000000000000100000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000020000000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000000000000000000058000000000000001000000000000000180000000000000080000000000000001a00000000000000220000000000000076000000000000001a000000000000001e000000000000006a0000000000000015000000000000001e00000000000000630000000000000016000000000000001700000000000000960700000000000060010000000000001002000000000000fe0a0000000000003d02000000000000eb02000000000000350a000000000000400200000000000095020000000000001c09000000000000d00100000000000093020000000000007908000000000000e201000000000000f80100000000000040000000000000006000000000000000000200000000000068000000000000008800000000000000d80100000000000068000000000000007800000000000000a801000000000000540000000000000078000000000000008c0100000000000058000000000000005c00000000000000900000000000000000030000000000009c00000000000000cc00000000000000c4020000000000009c00000000000000b4000000000000007c020000000000007e00000000000000b400000000000000520200000000000084000000000000008a000000000000000e1000000000000043030000000000004104000000000000cb0e0000000000004403000000000000c303000000000000240d0000000000009802000000000000bd03000000000000630c000000000000c202000000000000e002000000000000aa00000000000000dd000000000000000603000000000000ab00000000000000c400000000000000aa020000000000008700000000000000c20000000000000082020000000000008f0000000000000095000000000000002201000000000000e903000000000000dd00000000000000ff000000000000008803000000000000b400000000000000ff000000000000004a03000000000000bb00000000000000c400000000000000de0d00000000000011030000000000007c03000000000000140c00000000000068020000000000006e030000000000004f0b0000000000008502000000000000a002000000000000ae00000000000000c500000000000000a8020000000000008800000000000000c1000000000000007d020000000000008e000000000000009400000000000000e20000000000000014030000000000009c00000000000000e000000000000000e502000000000000a500000000000000ac000000000000004c0b000000000000480200000000000022030000000000003a0a0000000000004202000000000000640200000000000079000000000000009f00000000000000020200000000000071000000000000007900000000000000e200000000000000e802000000000000a500000000000000ad00000000000000a10900000000000024020000000000003c020000000000007a000000000000007f00000000000000850000000000000004000000000000005e01000000000000ec77000000000000');
INSERT INTO public.cell_sums VALUES (4, '1', '\x54445355010005002700060001000300000000000000000000000000000003000000000000000300000000000000030000000000000003000000000000000300000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000010000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000100000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000002000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000200000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000010000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000010000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000010000000000000000000000000000000300000000000000000000000000000000000000000000000000000000000000000000000000000043000000000000000f00000000000000110000000000000063000000000000001500000000000000190000000000000055000000000000001000000000000000180000000000000061000000000000001500000000000000180000000000000048000000000000000f000000000000001200000000000000e30500000000000053010000000000007d010000000000009f08000000000000d5010000000000002d020000000000006107000000000000600100000000000018020000000000006908000000000000d101000000000000180200000000000054060000000000004f0100000000000092010000000000004d000000000000005500000000000000f0010000000000006a000000000000007d00000000000000a5010000000000004e000000000000007800000000000000dd01000000000000670000000000000078000000000000006b010000000000004a000000000000005a0000000000000061000000000000002e0200000000000076000000000000008d00000000000000e1010000000000005a0000000000000088000000000000002702000000000000770000000000000088000000000000009b0100000000000056000000000000006600000000000000d10c000000000000ba020000000000003c03000000000000f60a00000000000012020000000000001803000000000000770c000000000000b40200000000000018030000000000003c09000000000000ea0100000000000052020000000000009500000000000000b00000000000000052020000000000007000000000000000a800000000000000a1020000000000009200000000000000a800000000000000f50100000000000067000000000000007e00000000000000d100000000000000c5020000000000008600000000000000c8000000000000002703000000000000af00000000000000c80000000000000055020000000000007c0000000000000096000000000000007109000000000000ca01000000000000a802000000000000cb0a0000000000005702000000000000a802000000000000ef07000000000000aa01000000000000fe01000000000000580000000000000080000000000000000c02000000000000720000000000000080000000000000007a0100000000000050000000000000006000000000000000c0000000000000000803000000000000a800000000000000c000000000000000400200000000000078000000000000009000000000000000630c000000000000af0200000000000008030000000000001209000000000000eb0100000000000046020000000000009500000000000000a800000000000000f5010000000000006a000000000000007e00000000000000c000000000000000400200000000000078000000000000009000000000000000d2060000000000006b01000000000000b0010000000000004d000000000000005a000000000000006c000000000000000300000000000000eb000000000000005d48000000000000');
INSERT INTO public.cell_sums VALUES (4, '2', '\x5444535501000500270006000100010000000000000000000000000000000100000000000000010000000000000001000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000001a00000000000000060000000000000006000000000000001f00000000000000070000000000000007000000000000002300000000000000080000000000000008000000000000001e0000000000000007000000000000000700000000000000170000000000000005000000000000000500000000000000a4020000000000009c000000000000009c000000000000002603000000000000b600000000000000b6000000000000008e03000000000000d000000000000000d0000000000000000c03000000000000b600000000000000b60000000000000056020000000000008200000000000000820000000000000024000000000000002400000000000000ba000000000000002a000000000000002a00000000000000d20000000000000030000000000000003000000000000000b4000000000000002a000000000000002a000000000000008a000000000000001e000000000000001e000000000000002400000000000000ba000000000000002a000000000000002a00000000000000d20000000000000030000000000000003000000000000000b4000000000000002a000000000000002a000000000000008a000000000000001e000000000000001e00000000000000c103000000000000d900000000000000d9000000000000003d04000000000000f800000000000000f800000000000000a203000000000000d900000000000000d900000000000000c9020000000000009b000000000000009b0000000000000031000000000000003100000000000000f50000000000000038000000000000003800000000000000d20000000000000031000000000000003100000000000000a100000000000000230000000000000023000000000000003100000000000000f50000000000000038000000000000003800000000000000d20000000000000031000000000000003100000000000000a10000000000000023000000000000002300000000000000c904000000000000180100000000000018010000000000001a04000000000000f500000000000000f5000000000000002503000000000000af00000000000000af0000000000000040000000000000004000000000000000f00000000000000038000000000000003800000000000000b800000000000000280000000000000028000000000000004000000000000000f00000000000000038000000000000003800000000000000b800000000000000280000000000000028000000000000008403000000000000d200000000000000d200000000000000b2020000000000009600000000000000960000000000000031000000000000003100000000000000a100000000000000230000000000000023000000000000003100000000000000a1000000000000002300000000000000230000000000000011020000000000007300000000000000730000000000000019000000000000001900000000000000190000000000000001000000000000005a00000000000000a41f000000000000');
INSERT INTO public.cell_sums VALUES (4, '3', '\x54445355010005002700060001000200000000000000000000000000000002000000000000000200000000000000020000000000000002000000000000000200000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000032000000000000000c000000000000000c000000000000004d00000000000000110000000000000012000000000000003f000000000000000d00000000000000100000000000000042000000000000000f000000000000000f0000000000000034000000000000000b000000000000000c00000000000000e4040000000000002c010000000000002c010000000000008807000000000000aa01000000000000c201000000000000280600000000000046010000000000009001000000000000740600000000000078010000000000007801000000000000140500000000000014010000000000002c0100000000000048000000000000004800000000000000ce0100000000000066000000000000006c000000000000007a010000000000004e0000000000000060000000000000008c010000000000005a000000000000005a000000000000003801000000000000420000000000000048000000000000004800000000000000ce0100000000000066000000000000006c000000000000007a010000000000004e0000000000000060000000000000008c010000000000005a000000000000005a00000000000000380100000000000042000000000000004800000000000000990b0000000000009002000000000000b5020000000000007b09000000000000f6010000000000006802000000000000f00900000000000043020000000000004302000000000000d207000000000000a901000000000000ce010000000000009100000000000000990000000000000018020000000000006f000000000000008800000000000000320200000000000080000000000000008000000000000000ba010000000000005e000000000000006600000000000000a200000000000000370200000000000075000000000000009000000000000000520200000000000087000000000000008700000000000000d40100000000000063000000000000006c00000000000000c1070000000000009a01000000000000f8010000000000002008000000000000d901000000000000d90100000000000066060000000000005b010000000000007a0100000000000055000000000000006800000000000000ae0100000000000062000000000000006200000000000000520100000000000048000000000000004e000000000000008000000000000000100200000000000078000000000000007800000000000000a001000000000000580000000000000060000000000000008408000000000000f001000000000000f001000000000000b4060000000000006c010000000000008c0100000000000071000000000000007100000000000000860100000000000053000000000000005a000000000000007100000000000000860100000000000053000000000000005a0000000000000048050000000000001e0100000000000038010000000000003d00000000000000420000000000000048000000000000000200000000000000a5000000000000003935000000000000');
INSERT INTO public.cell_sums VALUES (4, '4', '\x54445355010005002700060001000200000000000000000000000000000002000000000000000200000000000000020000000000000002000000000000000200000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000000000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000033000000000000000b000000000000000c0000000000000039000000000000000d000000000000000f0000000000000041000000000000000e000000000000000f000000000000004600000000000000100000000000000010000000000000002c0000000000000008000000000000000c0000000000000019050000000000001a010000000000003201000000000000b80500000000000050010000000000008001000000000000720600000000000065010000000000007d01000000000000fc06000000000000980100000000000098010000000000006e04000000000000d20000000000000032010000000000003d0000000000000042000000000000003d010000000000004900000000000000530000000000000063010000000000004d000000000000005200000000000000820100000000000058000000000000005800000000000000f6000000000000002e000000000000004200000000000000480000000000000056010000000000004e000000000000005a00000000000000860100000000000054000000000000005a00000000000000a4010000000000006000000000000000600000000000000008010000000000003000000000000000480000000000000071060000000000007d01000000000000af010000000000002b070000000000008f01000000000000a801000000000000d207000000000000c801000000000000c8010000000000000205000000000000f2000000000000005601000000000000590000000000000063000000000000009f010000000000005b000000000000006000000000000000ca01000000000000680000000000000068000000000000002a010000000000003a000000000000004e000000000000007100000000000000e501000000000000690000000000000070000000000000000e02000000000000780000000000000078000000000000004e010000000000003e000000000000005a000000000000004d08000000000000c701000000000000ea01000000000000de08000000000000080200000000000008020000000000008205000000000000fa00000000000000860100000000000062000000000000006900000000000000ea010000000000007000000000000000700000000000000034010000000000003800000000000000540000000000000071000000000000000c020000000000007800000000000000780000000000000046010000000000003a000000000000005a000000000000009409000000000000300200000000000030020000000000000c060000000000001c01000000000000a401000000000000800000000000000080000000000000006001000000000000400000000000000060000000000000008000000000000000600100000000000040000000000000006000000000000000e803000000000000c000000000000000080100000000000028000000000000003000000000000000480000000000000002000000000000009600000000000000242c000000000000');
INSERT INTO public.cell_sums VALUES (4, '5', '\x5444535501000500270006000100030000000000000000000000000000000300000000000000030000000000000003000000000000000300000000000000030000000000000003000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000003000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000010000000000000000000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000100000000000000000000000000000000000000000000000100000000000000000000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000020000000000000001000000000000000000000000000000000000000000000001000000000000000000000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000100000000000000020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000000000000000000000000000000000000000000000000000010000000000000002000000000000000000000000000000030000000000000000000000000000000000000000000000000000000000000000000000000000004e00000000000000120000000000000012000000000000006900000000000000150000000000000019000000000000005800000000000000130000000000000017000000000000006100000000000000160000000000000017000000000000004c0000000000000010000000000000001200000000000000ee07000000000000d401000000000000d401000000000000b90a00000000000025020000000000008c02000000000000e808000000000000eb010000000000005602000000000000dd090000000000003c020000000000005602000000000000b807000000000000a001000000000000d4010000000000006c000000000000006c0000000000000076020000000000007e000000000000009600000000000000100200000000000072000000000000008a00000000000000460200000000000084000000000000008a00000000000000c80100000000000060000000000000006c000000000000006c0000000000000076020000000000007e000000000000009600000000000000100200000000000072000000000000008a00000000000000460200000000000084000000000000008a00000000000000c80100000000000060000000000000006c00000000000000cd0e000000000000f7020000000000007b03000000000000c70b00000000000082020000000000002403000000000000560d00000000000000030000000000002403000000000000620a0000000000002e0200000000000076020000000000009900000000000000b30000000000000057020000000000008000000000000000a000000000000000a8020000000000009800000000000000a00000000000000012020000000000006e000000000000007e00000000000000d300000000000000d2020000000000009b00000000000000bf000000000000002903000000000000b600000000000000bf00000000000000780200000000000084000000000000009600000000000000460a0000000000003b02000000000000a6020000000000001d0b0000000000008c02000000000000a602000000000000bc08000000000000dc0100000000000010020000000000007d00000000000000920000000000000063020000000000008c000000000000009200000000000000e20100000000000066000000000000007200000000000000b100000000000000ea02000000000000aa00000000000000b10000000000000048020000000000007c000000000000008a000000000000004d0c000000000000cc02000000000000ea020000000000009e090000000000000a020000000000004602000000000000a400000000000000aa00000000000000300200000000000078000000000000008400000000000000b10000000000000048020000000000007c000000000000008a0000000000000088070000000000009801000000000000c801000000000000580000000000000060000000000000006c000000000000000300000000000000dc00000000000000483f000000000000');
INSERT INTO public.comment VALUES (1, 4, 1, '\xd1be9bab6e47542fb7d4cec770de1132', 'G01', 'Thầy cô tận tâm, sân trường còn ít cây.');
INSERT INTO public.eligible_number VALUES (1, '', 0, 210);
INSERT INTO public.eligible_number VALUES (2, '', 0, 220);
INSERT INTO public.eligible_number VALUES (3, '', 0, 210);
INSERT INTO public.eligible_number VALUES (4, '', 0, 220);
INSERT INTO public.enrolment VALUES (4, '', 0, 210);
INSERT INTO public.enrolment VALUES (5, '', 0, 220);
INSERT INTO public.instrument VALUES (1, 1, 'TH-PH', '582b16d5aff89b039c2bca29bb9526a0609bdfc05d087322651c36a9c616ef19', '{"audience":"parent","audience_label":"Tôi là cha mẹ học sinh tiểu học","background":[{"code":"H01","gloss":"relation to the pupil","kind":"choice","options":[{"label":"Mẹ","satisfied":false,"value":1},{"label":"Cha","satisfied":false,"value":2},{"label":"Ông hoặc bà","satisfied":false,"value":3},{"label":"Người giám hộ khác","satisfied":false,"value":4}],"source":"own","text":"Ông/Bà là gì của trẻ, học sinh?"}],"closing":[{"code":"F01","gloss":"overall satisfaction","kind":"rating","options":[],"source":"part 6 of the 2017 forms (thanhnien.vn 858777)","text":"Nhìn chung, mức độ hài lòng của Ông/Bà về nhà trường"},{"code":"F02","gloss":"share of expectation met","kind":"percent","options":[],"source":"indicator attested (giaoduc.edu.vn); wording own; upper bound of the official question unknown","text":"So với mong đợi ban đầu của Ông/Bà, nhà trường đáp ứng được khoảng bao nhiêu phần trăm (%)?"},{"code":"G01","gloss":"most satisfied with","kind":"text","options":[],"source":"own","text":"Điều Ông/Bà hài lòng nhất"},{"code":"G02","gloss":"improve first","kind":"text","options":[],"source":"own","text":"Điều nhà trường cần cải thiện trước tiên"},{"code":"G03","gloss":"other opinions","kind":"text","options":[],"source":"ý kiến - đề xuất khác (thanhnien.vn 858777)","text":"Ý kiến, đề xuất khác"}],"code":"TH-PH","dimensions":[{"code":"A","items":[{"code":"A01","gloss":"enrolment information","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Thông tin nhà trường cung cấp về tuyển sinh, nhập học"},{"code":"A02","gloss":"enrolment/transfer paperwork","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Việc làm hồ sơ, thủ tục nhập học, chuyển trường"},{"code":"A03","gloss":"school location, route","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Vị trí của trường và đường đi đến trường"},{"code":"A04","gloss":"charges other than tuition","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Các khoản thu của nhà trường (ngoài học phí)"},{"code":"A05","gloss":"disclosure of charges","kind":"rating","options":[],"source":"DIM","text":"Việc công khai, giải thích các khoản thu"},{"code":"A06","gloss":"support for disadvantaged pupils","kind":"rating","options":[],"source":"T-ST20","text":"Chính sách miễn, giảm, hỗ trợ học sinh có hoàn cảnh khó khăn"}],"title":"Tiếp cận dịch vụ giáo dục"},{"code":"B","items":[{"code":"B01","gloss":"classrooms (area, light, ventilation)","kind":"rating","options":[],"source":"T-HCM25","text":"Phòng học (diện tích, ánh sáng, độ thoáng)"},{"code":"B02","gloss":"teaching equipment","kind":"rating","options":[],"source":"T-HCM25","text":"Thiết bị, đồ dùng dạy học"},{"code":"B03","gloss":"subject/multi-function rooms","kind":"rating","options":[],"source":"T-HCM25","text":"Phòng bộ môn, phòng chức năng"},{"code":"B04","gloss":"library","kind":"rating","options":[],"source":"T-HCM25","text":"Thư viện"},{"code":"B05","gloss":"playground, sports ground","kind":"rating","options":[],"source":"T-HCM25","text":"Sân chơi, bãi tập thể dục thể thao"},{"code":"B06","gloss":"computers, Internet","kind":"rating","options":[],"source":"T-HCM25","text":"Máy tính, Internet phục vụ học tập"},{"code":"B07","gloss":"pupils'' toilets","kind":"rating","options":[],"source":"T-HCM25","text":"Nhà vệ sinh của học sinh"},{"code":"B08","gloss":"drinking and clean water","kind":"rating","options":[],"source":"DIM","text":"Nước uống và nước sạch"},{"code":"B09","gloss":"canteen / boarding, if any (N/A allowed)","kind":"rating","options":[],"source":"DIM","text":"Nhà ăn, chỗ ở bán trú, nội trú (nếu có)"}],"title":"Cơ sở vật chất, trang thiết bị dạy học"},{"code":"C","items":[{"code":"C01","gloss":"safety in and around school","kind":"rating","options":[],"source":"T-ND24","text":"An toàn trong trường và khu vực cổng trường"},{"code":"C02","gloss":"teacher attitude","kind":"rating","options":[],"source":"T-HCM25+QN26","text":"Thái độ của giáo viên đối với học sinh"},{"code":"C03","gloss":"fairness","kind":"rating","options":[],"source":"T-ND24","text":"Sự công bằng của nhà trường, giáo viên đối với mọi học sinh"},{"code":"C04","gloss":"relations among pupils","kind":"rating","options":[],"source":"T-HCM25+T-ND24","text":"Quan hệ giữa các học sinh"},{"code":"C05","gloss":"bullying prevention","kind":"rating","options":[],"source":"DIM","text":"Việc phòng ngừa, xử lý bạo lực học đường"},{"code":"C06","gloss":"grounds, greenery, hygiene","kind":"rating","options":[],"source":"T-HCM25","text":"Cảnh quan, cây xanh và vệ sinh trường lớp"},{"code":"C07","gloss":"school-family cooperation","kind":"rating","options":[],"source":"T-HCM25","text":"Việc nhà trường phối hợp với gia đình"},{"code":"C08","gloss":"receiving/answering feedback","kind":"rating","options":[],"source":"QN26","text":"Việc nhà trường tiếp nhận và trả lời ý kiến của cha mẹ học sinh"}],"title":"Môi trường giáo dục"},{"code":"D","items":[{"code":"D01","gloss":"organisation of teaching","kind":"rating","options":[],"source":"T-HCM25","text":"Việc tổ chức dạy học các môn học"},{"code":"D02","gloss":"teaching methods","kind":"rating","options":[],"source":"T-HCM25","text":"Phương pháp dạy học của giáo viên"},{"code":"D03","gloss":"assessment","kind":"rating","options":[],"source":"T-HCM25+T-ND24","text":"Việc kiểm tra, đánh giá kết quả học tập, rèn luyện"},{"code":"D04","gloss":"support for struggling pupils","kind":"rating","options":[],"source":"DIM","text":"Việc giúp đỡ học sinh gặp khó khăn trong học tập"},{"code":"D05","gloss":"extracurricular activities","kind":"rating","options":[],"source":"DIM","text":"Hoạt động trải nghiệm, văn nghệ, thể thao"},{"code":"D06","gloss":"moral and life-skills education","kind":"rating","options":[],"source":"DIM","text":"Việc giáo dục đạo đức, kỹ năng sống"},{"code":"D07","gloss":"English teaching","kind":"rating","options":[],"source":"T-HCM25","text":"Việc dạy và học tiếng Anh"},{"code":"D08","gloss":"reporting to family","kind":"rating","options":[],"source":"DIM","text":"Việc thông báo cho gia đình về kết quả học tập, rèn luyện"}],"title":"Hoạt động giáo dục"},{"code":"E","items":[{"code":"E01","gloss":"progress in learning","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về học tập"},{"code":"E02","gloss":"progress in conduct","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về đạo đức, nền nếp"},{"code":"E03","gloss":"physical development","kind":"rating","options":[],"source":"T-VOH21","text":"Sự phát triển của con về sức khỏe, thể chất"},{"code":"E04","gloss":"communication, cooperation","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về giao tiếp, hợp tác"},{"code":"E05","gloss":"self-study, independence","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về tự học, tự lập"},{"code":"E06","gloss":"likes going to school","kind":"rating","options":[],"source":"DIM","text":"Niềm vui, sự thích thú của con khi đến trường"}],"title":"Sự phát triển và tiến bộ của người học"}],"grade_question":"Con của Ông/Bà học khối nào?","grades":[{"code":"1","label":"Khối 1"},{"code":"2","label":"Khối 2"},{"code":"3","label":"Khối 3"},{"code":"4","label":"Khối 4"},{"code":"5","label":"Khối 5"}],"levels":["TH"],"minutes":5,"scale":{"code":"hai-long","not_applicable":"Không áp dụng / không biết","options":[{"label":"Rất không hài lòng","satisfied":false,"value":1},{"label":"Không hài lòng","satisfied":false,"value":2},{"label":"Bình thường","satisfied":false,"value":3},{"label":"Hài lòng","satisfied":true,"value":4},{"label":"Rất hài lòng","satisfied":true,"value":5}]},"short_title":"Cha mẹ học sinh tiểu học","title":"Phiếu khảo sát sự hài lòng của cha mẹ học sinh tiểu học","version":1,"wording":{"kind":"own","note":"Bản dự thảo do Thước Đo soạn, không phải lời văn chính thức của Bộ Giáo dục và Đào tạo. Tên năm lĩnh vực theo khung của Bộ; lời từng câu sẽ được thay khi có văn bản chính thức."}}', '');
INSERT INTO public.instrument VALUES (2, 2, 'TH-PH', '582b16d5aff89b039c2bca29bb9526a0609bdfc05d087322651c36a9c616ef19', '{"audience":"parent","audience_label":"Tôi là cha mẹ học sinh tiểu học","background":[{"code":"H01","gloss":"relation to the pupil","kind":"choice","options":[{"label":"Mẹ","satisfied":false,"value":1},{"label":"Cha","satisfied":false,"value":2},{"label":"Ông hoặc bà","satisfied":false,"value":3},{"label":"Người giám hộ khác","satisfied":false,"value":4}],"source":"own","text":"Ông/Bà là gì của trẻ, học sinh?"}],"closing":[{"code":"F01","gloss":"overall satisfaction","kind":"rating","options":[],"source":"part 6 of the 2017 forms (thanhnien.vn 858777)","text":"Nhìn chung, mức độ hài lòng của Ông/Bà về nhà trường"},{"code":"F02","gloss":"share of expectation met","kind":"percent","options":[],"source":"indicator attested (giaoduc.edu.vn); wording own; upper bound of the official question unknown","text":"So với mong đợi ban đầu của Ông/Bà, nhà trường đáp ứng được khoảng bao nhiêu phần trăm (%)?"},{"code":"G01","gloss":"most satisfied with","kind":"text","options":[],"source":"own","text":"Điều Ông/Bà hài lòng nhất"},{"code":"G02","gloss":"improve first","kind":"text","options":[],"source":"own","text":"Điều nhà trường cần cải thiện trước tiên"},{"code":"G03","gloss":"other opinions","kind":"text","options":[],"source":"ý kiến - đề xuất khác (thanhnien.vn 858777)","text":"Ý kiến, đề xuất khác"}],"code":"TH-PH","dimensions":[{"code":"A","items":[{"code":"A01","gloss":"enrolment information","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Thông tin nhà trường cung cấp về tuyển sinh, nhập học"},{"code":"A02","gloss":"enrolment/transfer paperwork","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Việc làm hồ sơ, thủ tục nhập học, chuyển trường"},{"code":"A03","gloss":"school location, route","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Vị trí của trường và đường đi đến trường"},{"code":"A04","gloss":"charges other than tuition","kind":"rating","options":[],"source":"T-HCM25+T-ST20","text":"Các khoản thu của nhà trường (ngoài học phí)"},{"code":"A05","gloss":"disclosure of charges","kind":"rating","options":[],"source":"DIM","text":"Việc công khai, giải thích các khoản thu"},{"code":"A06","gloss":"support for disadvantaged pupils","kind":"rating","options":[],"source":"T-ST20","text":"Chính sách miễn, giảm, hỗ trợ học sinh có hoàn cảnh khó khăn"}],"title":"Tiếp cận dịch vụ giáo dục"},{"code":"B","items":[{"code":"B01","gloss":"classrooms (area, light, ventilation)","kind":"rating","options":[],"source":"T-HCM25","text":"Phòng học (diện tích, ánh sáng, độ thoáng)"},{"code":"B02","gloss":"teaching equipment","kind":"rating","options":[],"source":"T-HCM25","text":"Thiết bị, đồ dùng dạy học"},{"code":"B03","gloss":"subject/multi-function rooms","kind":"rating","options":[],"source":"T-HCM25","text":"Phòng bộ môn, phòng chức năng"},{"code":"B04","gloss":"library","kind":"rating","options":[],"source":"T-HCM25","text":"Thư viện"},{"code":"B05","gloss":"playground, sports ground","kind":"rating","options":[],"source":"T-HCM25","text":"Sân chơi, bãi tập thể dục thể thao"},{"code":"B06","gloss":"computers, Internet","kind":"rating","options":[],"source":"T-HCM25","text":"Máy tính, Internet phục vụ học tập"},{"code":"B07","gloss":"pupils'' toilets","kind":"rating","options":[],"source":"T-HCM25","text":"Nhà vệ sinh của học sinh"},{"code":"B08","gloss":"drinking and clean water","kind":"rating","options":[],"source":"DIM","text":"Nước uống và nước sạch"},{"code":"B09","gloss":"canteen / boarding, if any (N/A allowed)","kind":"rating","options":[],"source":"DIM","text":"Nhà ăn, chỗ ở bán trú, nội trú (nếu có)"}],"title":"Cơ sở vật chất, trang thiết bị dạy học"},{"code":"C","items":[{"code":"C01","gloss":"safety in and around school","kind":"rating","options":[],"source":"T-ND24","text":"An toàn trong trường và khu vực cổng trường"},{"code":"C02","gloss":"teacher attitude","kind":"rating","options":[],"source":"T-HCM25+QN26","text":"Thái độ của giáo viên đối với học sinh"},{"code":"C03","gloss":"fairness","kind":"rating","options":[],"source":"T-ND24","text":"Sự công bằng của nhà trường, giáo viên đối với mọi học sinh"},{"code":"C04","gloss":"relations among pupils","kind":"rating","options":[],"source":"T-HCM25+T-ND24","text":"Quan hệ giữa các học sinh"},{"code":"C05","gloss":"bullying prevention","kind":"rating","options":[],"source":"DIM","text":"Việc phòng ngừa, xử lý bạo lực học đường"},{"code":"C06","gloss":"grounds, greenery, hygiene","kind":"rating","options":[],"source":"T-HCM25","text":"Cảnh quan, cây xanh và vệ sinh trường lớp"},{"code":"C07","gloss":"school-family cooperation","kind":"rating","options":[],"source":"T-HCM25","text":"Việc nhà trường phối hợp với gia đình"},{"code":"C08","gloss":"receiving/answering feedback","kind":"rating","options":[],"source":"QN26","text":"Việc nhà trường tiếp nhận và trả lời ý kiến của cha mẹ học sinh"}],"title":"Môi trường giáo dục"},{"code":"D","items":[{"code":"D01","gloss":"organisation of teaching","kind":"rating","options":[],"source":"T-HCM25","text":"Việc tổ chức dạy học các môn học"},{"code":"D02","gloss":"teaching methods","kind":"rating","options":[],"source":"T-HCM25","text":"Phương pháp dạy học của giáo viên"},{"code":"D03","gloss":"assessment","kind":"rating","options":[],"source":"T-HCM25+T-ND24","text":"Việc kiểm tra, đánh giá kết quả học tập, rèn luyện"},{"code":"D04","gloss":"support for struggling pupils","kind":"rating","options":[],"source":"DIM","text":"Việc giúp đỡ học sinh gặp khó khăn trong học tập"},{"code":"D05","gloss":"extracurricular activities","kind":"rating","options":[],"source":"DIM","text":"Hoạt động trải nghiệm, văn nghệ, thể thao"},{"code":"D06","gloss":"moral and life-skills education","kind":"rating","options":[],"source":"DIM","text":"Việc giáo dục đạo đức, kỹ năng sống"},{"code":"D07","gloss":"English teaching","kind":"rating","options":[],"source":"T-HCM25","text":"Việc dạy và học tiếng Anh"},{"code":"D08","gloss":"reporting to family","kind":"rating","options":[],"source":"DIM","text":"Việc thông báo cho gia đình về kết quả học tập, rèn luyện"}],"title":"Hoạt động giáo dục"},{"code":"E","items":[{"code":"E01","gloss":"progress in learning","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về học tập"},{"code":"E02","gloss":"progress in conduct","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về đạo đức, nền nếp"},{"code":"E03","gloss":"physical development","kind":"rating","options":[],"source":"T-VOH21","text":"Sự phát triển của con về sức khỏe, thể chất"},{"code":"E04","gloss":"communication, cooperation","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về giao tiếp, hợp tác"},{"code":"E05","gloss":"self-study, independence","kind":"rating","options":[],"source":"DIM","text":"Sự tiến bộ của con về tự học, tự lập"},{"code":"E06","gloss":"likes going to school","kind":"rating","options":[],"source":"DIM","text":"Niềm vui, sự thích thú của con khi đến trường"}],"title":"Sự phát triển và tiến bộ của người học"}],"grade_question":"Con của Ông/Bà học khối nào?","grades":[{"code":"1","label":"Khối 1"},{"code":"2","label":"Khối 2"},{"code":"3","label":"Khối 3"},{"code":"4","label":"Khối 4"},{"code":"5","label":"Khối 5"}],"levels":["TH"],"minutes":5,"scale":{"code":"hai-long","not_applicable":"Không áp dụng / không biết","options":[{"label":"Rất không hài lòng","satisfied":false,"value":1},{"label":"Không hài lòng","satisfied":false,"value":2},{"label":"Bình thường","satisfied":false,"value":3},{"label":"Hài lòng","satisfied":true,"value":4},{"label":"Rất hài lòng","satisfied":true,"value":5}]},"short_title":"Cha mẹ học sinh tiểu học","title":"Phiếu khảo sát sự hài lòng của cha mẹ học sinh tiểu học","version":1,"wording":{"kind":"own","note":"Bản dự thảo do Thước Đo soạn, không phải lời văn chính thức của Bộ Giáo dục và Đào tạo. Tên năm lĩnh vực theo khung của Bộ; lời từng câu sẽ được thay khi có văn bản chính thức."}}', '');
INSERT INTO public.one_time_code VALUES (1, 4, 1, '\x2f39de871f15ad10df89674efb2aad23eadfa265ad1e69445f5a5bb93f72b71e', '1', false);
INSERT INTO public.one_time_code VALUES (1, 4, 1, '\x48ae304661ecf711348c11c048b11ae3f43309c3a4b30dda25da12937181c5ef', '1', false);
INSERT INTO public.one_time_code VALUES (1, 4, 1, '\xd9af0baec58890eb93143a5165a404ac6a8ff115dea5fa4883ef7b326bbfe67e', '1', true);
INSERT INTO public.paper_batch VALUES (1, 1, 4, 1, 1, 2, NULL, 0, 0);
INSERT INTO public.paper_draft VALUES (1, 1, 1, '555555555555555555555555555555555555555', '90', '2', '{}');
INSERT INTO public.participation VALUES (3, 2, 4, 2, 'own', 0);
INSERT INTO public.participation VALUES (4, 2, 5, 2, 'own', 0);
INSERT INTO public.participation VALUES (1, 1, 4, 1, 'own', 1);
INSERT INTO public.participation VALUES (2, 1, 5, 1, 'own', 0);
INSERT INTO public.response VALUES (2, 4, 3, '\x4e00c9d576cf614ec53ef5087d3214c3', 'link', 0, false, '2', '44555455444454554445444455555555444-451', '90');
INSERT INTO public.response VALUES (2, 4, 3, '\x756136b21b33ced6dee019e8b2a99264', 'link', 0, false, '4', '404543444544443544145234444344443145421', '85');
INSERT INTO public.response VALUES (2, 4, 3, '\x79f66d6075770176c4e90aeb0b5c148d', 'link', 0, false, '2', '155254514432445504244524512515444434-31', '85');
INSERT INTO public.response VALUES (2, 4, 3, '\x7c666c6226755d6dbddede7b76ebc0d6', 'link', 0, false, '4', '4041444355544444311-4445444445555154441', '90');
INSERT INTO public.response VALUES (2, 4, 3, '\x95b53a5f4f21d27caccd6029546435c3', 'link', 0, false, '5', '514524415345454444144544044134244455431', '90');
INSERT INTO public.response VALUES (2, 4, 3, '\xb442f55df01d8ded754a7621f27b1a07', 'link', 0, false, '5', '343444442441254444405154445454454551441', '80');
INSERT INTO public.response VALUES (2, 4, 3, '\xc2c3f2265199ea22aceab28c517eb3ce', 'link', 0, false, '5', '314445545403145454-45124313443455544451', '90');
INSERT INTO public.response VALUES (2, 4, 3, '\xe0b049d1036d0d47fcb751877bf0fb2a', 'link', 0, false, '2', '415454444-44454445405445455444445444441', '100');
INSERT INTO public.response VALUES (2, 4, 3, '\xe5e8e173d8d362927d5e52910d5e588a', 'link', 0, false, '5', '53354420444544554544455-344441454-54451', '90');
INSERT INTO public.response VALUES (2, 4, 3, '\xe89f5db7e838ea0cd3a1b468ba6068e9', 'link', 0, false, '1', '445414-44401444545545344054525345555541', '80');
INSERT INTO public.response VALUES (2, 4, 3, '\xf7bdfc741963bef537b37b3f260b3b10', 'link', 0, false, '4', '44245544244415230544414254-454212354511', '100');
INSERT INTO public.response VALUES (2, 5, 4, '\x0ca1499d622411581321f119b00f9109', 'link', 0, false, '1', '44-544442444545445451244452444423444441', '70');
INSERT INTO public.response VALUES (2, 5, 4, '\x14a25f7d538cae7813a7fd7ea333d16d', 'link', 0, false, '5', '444455454454424441454044055345454235551', '70');
INSERT INTO public.response VALUES (2, 5, 4, '\x1f8c14bb2b4e097739265892529dbc81', 'link', 0, false, '2', '45445404544554-444554544044455450454541', '90');
INSERT INTO public.response VALUES (2, 5, 4, '\x3c31a1ab9f69b18f585b25639d82f53d', 'link', 0, false, '4', '5544454444444-4-45444545454554445454451', '80');
INSERT INTO public.response VALUES (2, 5, 4, '\x5c04f9ee904b3da9c972ea56841fb6f4', 'link', 0, false, '1', '44345143551-544433444445554455444444441', '80');
INSERT INTO public.response VALUES (2, 5, 4, '\x9aeb162cb52d2387c7c5a4242128c69f', 'link', 0, false, '1', '444445024544454135444231254544435455551', '85');
INSERT INTO public.response VALUES (2, 5, 4, '\xa327fd6a267b28936df2070dc804e00e', 'link', 0, false, '3', '455444444455554555444144545444454544441', '85');
INSERT INTO public.response VALUES (2, 5, 4, '\xaa58d740df8655fdf1c312dc5c012fa6', 'link', 0, false, '5', '445554354555555431444344554445445444551', '80');
INSERT INTO public.response VALUES (2, 5, 4, '\xc426728e6473f15a2a20936f0e71b481', 'link', 0, false, '4', '445344544-04134554434554544445434331431', '70');
INSERT INTO public.response VALUES (2, 5, 4, '\xe94f17830361e21c5789f872677c2e82', 'link', 0, false, '3', '444444544544452543541455544450554535451', '80');
INSERT INTO public.response VALUES (2, 5, 4, '\xea04a3f3167734e0178c240468eb2c13', 'link', 0, false, '5', '44454455-3-4145444455544444444444545441', '70');
INSERT INTO public.response VALUES (1, 4, 1, '\x01e5377897d02576a9304f9b41668fd9', 'link', 0, false, '1', '4454543054125444155344455443-1354024551', '90');
INSERT INTO public.response VALUES (1, 4, 1, '\x0e3613642091fde93f2c68231bd74291', 'link', 0, false, '5', '423324553351443425453545413443153544341', '90');
INSERT INTO public.response VALUES (1, 4, 1, '\x18b14f605cbdcf26a0522ffe21823c40', 'link', 0, false, '4', '44451-54--414144-23244515325334245454-1', '100');
INSERT INTO public.response VALUES (1, 4, 1, '\x3cbc05d14007126666e2b97aa03d8c88', 'link', 0, false, '1', '54445454455450444544555544-445455554441', '80');
INSERT INTO public.response VALUES (1, 4, 1, '\x4dfe9856dc1287ad5ac877fe75252e9a', 'link', 0, false, '1', '444444444444444444444444444444444444444', '85');
INSERT INTO public.response VALUES (1, 4, 1, '\x5529505fd97f4d2f5c25fcbe3e72fb3a', 'link', 0, false, '3', '444441444-443543412-4112324444-34401441', '70');
INSERT INTO public.response VALUES (1, 4, 1, '\x63578e1a742e690c6db9c823d7feb9ee', 'link', 0, false, '3', '544333142444444445445544445454531455541', '70');
INSERT INTO public.response VALUES (1, 4, 1, '\x69b62b6fa457e7e04837d17f6ea64c36', 'link', 0, false, '4', '440444445444444044445444545455554554441', '85');
INSERT INTO public.response VALUES (1, 4, 1, '\x9b57178041219087c8e2eb9890432456', 'link', 0, false, '5', '524454345-24244455421344541443555234441', '85');
INSERT INTO public.response VALUES (1, 4, 1, '\xa484be1b7ce23877891cba1dc53b5d4b', 'link', 0, false, '2', '544441440014444454441334445-55544444451', '80');
INSERT INTO public.response VALUES (1, 4, 1, '\xab947a66b20fb4cc481470d520cb6db4', 'link', 0, false, '3', '444444444555-45545444544454145544455451', '85');
INSERT INTO public.response VALUES (1, 4, 1, '\xbf06c48cb2c2a0b0994c6bbb24b5de2e', 'link', 0, false, '1', '444452451425454445445544524545545544251', '80');
INSERT INTO public.response VALUES (1, 4, 1, '\xee8a8662a48e80f303724f681e7ab7a2', 'link', 0, false, '3', '43554544544454545435443244544-344435531', '90');
INSERT INTO public.response VALUES (1, 5, 2, '\x1940a621a7f9fc9d0ba50cefc011cabc', 'link', 0, false, '1', '4455434454144544444445-4544444555455451', '90');
INSERT INTO public.response VALUES (1, 5, 2, '\x224d19f79d88ff54fe6013d5baec0949', 'link', 0, false, '2', '444445454444444354455454454514454554351', '85');
INSERT INTO public.response VALUES (1, 5, 2, '\x2fdf45bdbecd832b087a161589e9030d', 'link', 0, false, '3', '425454451545450444544455455534444525521', '100');
INSERT INTO public.response VALUES (1, 5, 2, '\x4f5725bc50078132b02a1a456abd5d01', 'link', 0, false, '3', '4544-5445445454454454544444544444444541', '90');
INSERT INTO public.response VALUES (1, 5, 2, '\x54ac4558086f1710616aa0ed9ffaa378', 'link', 0, false, '4', '4445454-45-45455455445545555-5445554551', '80');
INSERT INTO public.response VALUES (1, 5, 2, '\x5a94279df78ae646598bad3e006beb78', 'link', 0, false, '2', '5345-4113112114312532333324412442234441', '70');
INSERT INTO public.response VALUES (1, 5, 2, '\x6409790c4d4f5fd6579d3b73c4e7bc55', 'link', 0, false, '5', '45455-554-4454444444445455-544444555451', '90');
INSERT INTO public.response VALUES (1, 5, 2, '\x7a9f12618cd7edbf2ba94387130d4c1d', 'link', 0, false, '2', '4151344504355225344355545-4424544201431', '80');
INSERT INTO public.response VALUES (1, 5, 2, '\xaab87a6b9786f6d34ff741e8a2c35ada', 'link', 0, false, '1', '445445544544444554444445054431544444441', '100');
INSERT INTO public.response VALUES (1, 5, 2, '\xb10937268ff1d3400861ff3b739a253c', 'link', 0, false, '1', '54540-455445544444454544445044555454441', '90');
INSERT INTO public.response VALUES (1, 5, 2, '\xd6b14bfb3ced2cc5817af1f5487ca3a6', 'link', 0, false, '2', '345421454544444145444441-14545555453441', '85');
INSERT INTO public.response VALUES (1, 5, 2, '\xe06f506707209edee70b7bebb710ab2d', 'link', 0, false, '3', '40405445545545444445434504544344-345451', '90');
INSERT INTO public.sending VALUES (2, 4, 3, '\x17add4d612fd304f270d28a8901222b99e70eb7b5fa2c5a2962ffa2d80fae809', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\x4481ab902bbf22a010b66d0f207688adcbda4a26c54103e6f72e9df988379539', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\x50d881d60fa4c109615521ac007c0725d7cfb87f14400788f3d8f72eadd255de', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\x52087393b6ca9eed07dccc84402f455522b2a3f66a5686b36da8a24256aa8008', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\x5585574065970e784aab5a3cddbbe8694e898ffa8bfd5ea25f21eb704dbb2546', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\x8f352691499487facff62c0f523cdad53bf9066f6110e63d8a24dd43e492c5c3', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\x950fa239b8b7f879025261a468c521d2783e1e3b7b382831a5d0fadbeef03523', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\xb8babddb0e061555c4ba385f8b4085a71afb18e032b4a5845d28218c7a420b6e', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\xc3ed14f9a0a6ca23c88b881a3b4de5f3bf1acca31684f8b94a91a36810cbb9fb', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\xc8a4cfb6da1780b30ef0b3d78cfd9a36803b9621bbd0eec045b6c2568cac4bbb', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 4, 3, '\xf22424d8291aa71edcbd24a4ca30e43c529bb1122683ea9ac173985086dc608f', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x0daa246a1983803ab9ad047a8773ee13e1891b4a2242b5c0e9ea4459d30b53fc', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x1e4c07a10a959c34a14e25a0694b7b5d6fbd660b3f1c30047c743b5ff149284f', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x2c04466f34300358c5ca981a1ca5e61ee3ae815cbc80c12bb7a5900d5af355f1', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x429fd23e938ef1a6c145818ea77bfc5adae1a0ac4a9015173f6d37b4f54bf1fa', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x52a5df0326d5176ef95484cab98a125b0de4a97eb7648b59cc0332d6340a3b62', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x5e7e17196ac0c40a11cc44f66662c3a2e95f30f1e4d295e772f539d7bf6cc911', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x6c99cca83d713f62e3958bc148e3eac44baa72373486075da992d601ff9e79c8', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\x8320e4ec4eb4164586b0043c78818790fdd0aa839e256218cc78d44e824ed988', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\xb86a0dbb8c481e984ca7dc315d523254172a670c83000a5a50c0d1a09e631473', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\xc8a25845eb0b3d8f92ec88ce544df92014d22e7be40594559a70f11ec9a0f2c0', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (2, 5, 4, '\xd63ad7874db92bc76692f7230db804c318fde0931f08f49e9c121193da7f049f', 2964198, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x001410f4d148c926254693e5250c862df9e2488e3e87dabc9e3403003b2d49e0', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x09570b70c50b2a709e6441d6ae2cd6a4a9465562e986b7385053b148b3591803', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x1ea27e30850d8bec7b32c6c0ebc33ad99992ff8d495894e5f558ed428cd57589', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x4615a7891207deeb81bff96d1fd268c456029fb840b046c6be410dc69cd54c62', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x4c314badf09726c162ed4d826aaa24753577a318835078eb63f9cf78f5ed660d', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x7b86de3828c5f16e4ce38d56e6bc85aa26539b1bfb9d38fb2f74634da512da35', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x88a1a73ea058f16e4478608e92e65666cf3c6486f462832e1379434bebbb1c13', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\x99d8db59a8399188b14f6b5bcbc3b9ce36a93086efd3ca2ad6f4158eb2dcc6a5', 2964252, 'vi', '\xbd625c226b21a819');
INSERT INTO public.sending VALUES (1, 4, 1, '\xa7d40c3495fd4dd026d3818f311f31e07fa044efc07d0e78000f28cbafa12431', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\xb501ebb18ede914684461f103de3bfb987eb1bd486738fd285d9f29cf5e0cc82', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\xd2a9ae53d8211b947be0c0daca478b10c876ef280082927fc56d563548853a3f', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\xd84db49d51abe79e5f39c525fe8dc63ae431bbfe10176173df2ec5c43ff52926', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 4, 1, '\xfe68ed81dfe0e00a2ab3773e194260a33bb4fd490a05800d88b216c31950ef0f', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x00f0cfe7eda17ff9d71912b411073fd1624c8583ca71be728f43c49aac15098f', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x0c037a53d117c8bbc74a7a97749a7d580caecb24fce2f597db84955755e9afb6', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x15e74520245d017b6fa522baada45be2cda6b657d1f3c11af78f5aea0bdfaaae', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x420eead942f2b263b9287a539edbb65651dbc049349ea97f4ce820d5a124f7f4', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x4cb32bb19f500bf96d0257eedb45b4ff9f67b05455bab15b4bbcaa9d3e83a22b', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x5b2f77b313139b674abccf75283c145c689a66f4b39f305e2620af3e035c6822', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\x957a99df7ae68e050dc99e7fd92d24c5f520cfb7538c410bf2b70f107869f37c', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\xa0550d41d73ffa81a2143374d8db6dd31dc3323917cee406a555f3dc0e0fa996', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\xa11cdf0dc73936ea8c205c0ef520637b7fbbeb5b5aa67883bcbd302c04baefc8', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\xad36c74ba146ac3e9b5dd50921686d453a94663df8d68c0e11d3bf7d971afcab', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\xaf2f414fb9f1391e02e0a97da4ddb7b5d8cc38b19f244bf759084831f6708c52', 2964252, 'vi', NULL);
INSERT INTO public.sending VALUES (1, 5, 2, '\xe9652c89b58432ec97daaf47e512f7390ef45cba8c8e96e46821e6e1e678135b', 2964252, 'vi', NULL);
INSERT INTO public.stored_quality VALUES (3, 1, 11, '{"by_flag": {"straight": 0, "fast": 0, "honeypot": 0, "identical": 0}, "straight_values": [0, 0, 0, 0, 0], "identical": {"pairs": 0, "expected_pairs": 0.5, "p_value": 1.0, "largest_group": 0}, "arrivals": true}');
INSERT INTO public.stored_quality VALUES (4, 1, 11, '{"by_flag": {"straight": 0, "fast": 0, "honeypot": 0, "identical": 0}, "straight_values": [0, 0, 0, 0, 0], "identical": {"pairs": 0, "expected_pairs": 0.5, "p_value": 1.0, "largest_group": 0}, "arrivals": true}');
INSERT INTO public.sums_state VALUES (3, 11, 0, 1);
INSERT INTO public.sums_state VALUES (4, 11, 0, 1);
INSERT INTO public.unit VALUES (1, 'SO', 'Sở Giáo dục và Đào tạo', 'department', '', NULL, '2P6V4K7K');
INSERT INTO public.unit VALUES (2, 'X1', 'Xã Đăk Rơ Wa', 'commune', '', 1, '8T73MT9Q');
INSERT INTO public.unit VALUES (3, 'X2', 'Phường Nghĩa Lộ', 'commune', '', 1, 'N6M4H49V');
INSERT INTO public.unit VALUES (4, 'TH1', 'Trường Tiểu học Ngọk Bay 1', 'school', 'TH', 3, '3K7725GC');
INSERT INTO public.unit VALUES (5, 'TH2', 'Trường Tiểu học Nghĩa Lộ 2', 'school', 'TH', 2, '7NV5CM74');
SELECT pg_catalog.setval('public.account_id_seq', 5, true);
SELECT pg_catalog.setval('public.action_id_seq', 1, true);
SELECT pg_catalog.setval('public.audit_entry_id_seq', 5, true);
SELECT pg_catalog.setval('public.campaign_id_seq', 2, true);
SELECT pg_catalog.setval('public.instrument_id_seq', 2, true);
SELECT pg_catalog.setval('public.paper_batch_id_seq', 1, true);
SELECT pg_catalog.setval('public.participation_id_seq', 4, true);
SELECT pg_catalog.setval('public.sign_in_attempt_id_seq', 1, true);
SELECT pg_catalog.setval('public.unit_id_seq', 5, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (id);
ALTER TABLE ONLY public.action
    ADD CONSTRAINT pk_action PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT pk_audit_entry PRIMARY KEY (id);
ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT pk_campaign PRIMARY KEY (id);
ALTER TABLE ONLY public.cell_sums
    ADD CONSTRAINT pk_cell_sums PRIMARY KEY (participation_id, grade);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT pk_comment PRIMARY KEY (campaign_id, unit_id, participation_id, key);
ALTER TABLE ONLY public.eligible_number
    ADD CONSTRAINT pk_eligible_number PRIMARY KEY (participation_id, grade);
ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT pk_enrolment PRIMARY KEY (unit_id, grade);
ALTER TABLE ONLY public.flagged_sums
    ADD CONSTRAINT pk_flagged_sums PRIMARY KEY (participation_id, grade);
ALTER TABLE ONLY public.instrument
    ADD CONSTRAINT pk_instrument PRIMARY KEY (id);
ALTER TABLE ONLY public.kiosk_pin
    ADD CONSTRAINT pk_kiosk_pin PRIMARY KEY (unit_id);
ALTER TABLE ONLY public.one_time_code
    ADD CONSTRAINT pk_one_time_code PRIMARY KEY (campaign_id, unit_id, participation_id, code_hash);
ALTER TABLE ONLY public.paper_batch
    ADD CONSTRAINT pk_paper_batch PRIMARY KEY (id);
ALTER TABLE ONLY public.paper_draft
    ADD CONSTRAINT pk_paper_draft PRIMARY KEY (batch_id, "position", entry);
ALTER TABLE ONLY public.participation
    ADD CONSTRAINT pk_participation PRIMARY KEY (id);
ALTER TABLE ONLY public.response
    ADD CONSTRAINT pk_response PRIMARY KEY (campaign_id, unit_id, participation_id, key);
ALTER TABLE ONLY public.sending
    ADD CONSTRAINT pk_sending PRIMARY KEY (campaign_id, unit_id, participation_id, key_hash);
ALTER TABLE ONLY public.sign_in_attempt
    ADD CONSTRAINT pk_sign_in_attempt PRIMARY KEY (id);
ALTER TABLE ONLY public.stored_burst
    ADD CONSTRAINT pk_stored_burst PRIMARY KEY (participation_id, slot);
ALTER TABLE ONLY public.stored_quality
    ADD CONSTRAINT pk_stored_quality PRIMARY KEY (participation_id);
ALTER TABLE ONLY public.sums_state
    ADD CONSTRAINT pk_sums_state PRIMARY KEY (participation_id);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT pk_unit PRIMARY KEY (id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT uq_account_username UNIQUE (username);
ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT uq_campaign_code UNIQUE (code);
ALTER TABLE ONLY public.instrument
    ADD CONSTRAINT uq_instrument_campaign_id_code UNIQUE (campaign_id, code);
ALTER TABLE ONLY public.paper_batch
    ADD CONSTRAINT uq_paper_batch_participation_id_number UNIQUE (participation_id, number);
ALTER TABLE ONLY public.participation
    ADD CONSTRAINT uq_participation_campaign_id_unit_id_instrument_id_collection UNIQUE (campaign_id, unit_id, instrument_id, collection);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT uq_unit_code UNIQUE (code);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT uq_unit_link_token UNIQUE (link_token);
CREATE INDEX ix_action_unit_id ON public.action USING btree (unit_id);
CREATE INDEX ix_paper_batch_unit_id ON public.paper_batch USING btree (unit_id);
CREATE INDEX ix_participation_instrument_id ON public.participation USING btree (instrument_id);
CREATE INDEX ix_participation_unit_id ON public.participation USING btree (unit_id);
CREATE INDEX ix_sending_participation_id_slot ON public.sending USING btree (participation_id, slot);
CREATE INDEX ix_sending_receipt_mark ON public.sending USING btree (receipt_mark);
CREATE INDEX ix_sign_in_attempt_username_at ON public.sign_in_attempt USING btree (username, at);
CREATE INDEX ix_unit_parent_id ON public.unit USING btree (parent_id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT fk_account_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.action
    ADD CONSTRAINT fk_action_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT fk_audit_entry_account_id_account FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.cell_sums
    ADD CONSTRAINT fk_cell_sums_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT fk_comment_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT fk_comment_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT fk_comment_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.eligible_number
    ADD CONSTRAINT fk_eligible_number_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT fk_enrolment_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flagged_sums
    ADD CONSTRAINT fk_flagged_sums_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.instrument
    ADD CONSTRAINT fk_instrument_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.kiosk_pin
    ADD CONSTRAINT fk_kiosk_pin_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.one_time_code
    ADD CONSTRAINT fk_one_time_code_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.one_time_code
    ADD CONSTRAINT fk_one_time_code_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id);
ALTER TABLE ONLY public.one_time_code
    ADD CONSTRAINT fk_one_time_code_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.paper_batch
    ADD CONSTRAINT fk_paper_batch_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.paper_batch
    ADD CONSTRAINT fk_paper_batch_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id);
ALTER TABLE ONLY public.paper_batch
    ADD CONSTRAINT fk_paper_batch_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.paper_draft
    ADD CONSTRAINT fk_paper_draft_batch_id_paper_batch FOREIGN KEY (batch_id) REFERENCES public.paper_batch(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.participation
    ADD CONSTRAINT fk_participation_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.participation
    ADD CONSTRAINT fk_participation_instrument_id_instrument FOREIGN KEY (instrument_id) REFERENCES public.instrument(id);
ALTER TABLE ONLY public.participation
    ADD CONSTRAINT fk_participation_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.response
    ADD CONSTRAINT fk_response_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.response
    ADD CONSTRAINT fk_response_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id);
ALTER TABLE ONLY public.response
    ADD CONSTRAINT fk_response_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.sending
    ADD CONSTRAINT fk_sending_campaign_id_campaign FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.sending
    ADD CONSTRAINT fk_sending_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id);
ALTER TABLE ONLY public.sending
    ADD CONSTRAINT fk_sending_unit_id_unit FOREIGN KEY (unit_id) REFERENCES public.unit(id);
ALTER TABLE ONLY public.stored_burst
    ADD CONSTRAINT fk_stored_burst_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.stored_quality
    ADD CONSTRAINT fk_stored_quality_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sums_state
    ADD CONSTRAINT fk_sums_state_participation_id_participation FOREIGN KEY (participation_id) REFERENCES public.participation(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT fk_unit_parent_id_unit FOREIGN KEY (parent_id) REFERENCES public.unit(id);
