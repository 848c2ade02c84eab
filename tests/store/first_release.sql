-- A database as the first release (0.1) made it, with one authorization and its push.
CREATE TABLE flows (
	id TEXT NOT NULL,
	state TEXT NOT NULL,
	rev INTEGER NOT NULL,
	touched_at FLOAT NOT NULL,
	doc BLOB NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE holds (
	"key" TEXT NOT NULL,
	flow_id TEXT NOT NULL,
	until FLOAT NOT NULL,
	PRIMARY KEY ("key")
);
CREATE INDEX holds_flow_id ON holds (flow_id);
CREATE TABLE uses (
	"key" TEXT NOT NULL,
	kind TEXT NOT NULL,
	at FLOAT NOT NULL
);
CREATE INDEX uses_key_at ON uses ("key", at);
CREATE TABLE authorizations (
	sid TEXT NOT NULL,
	partner TEXT NOT NULL,
	uid TEXT NOT NULL,
	granted_at FLOAT NOT NULL,
	doc BLOB NOT NULL,
	PRIMARY KEY (sid)
);
CREATE INDEX authorizations_partner_uid ON authorizations (partner, uid);
CREATE TABLE jobs (
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	sid TEXT NOT NULL,
	payload BLOB NOT NULL,
	state TEXT NOT NULL,
	due_at FLOAT NOT NULL,
	tries INTEGER NOT NULL,
	tries_before INTEGER NOT NULL,
	created_at FLOAT NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX jobs_state_due_at ON jobs (state, due_at);
CREATE INDEX jobs_sid ON jobs (sid);
CREATE TABLE tries (
	job TEXT NOT NULL,
	number INTEGER NOT NULL,
	at FLOAT NOT NULL,
	outcome TEXT NOT NULL,
	status INTEGER,
	answer TEXT NOT NULL,
	seconds FLOAT NOT NULL,
	PRIMARY KEY (job, number)
);
CREATE TABLE requests (
	partner TEXT NOT NULL,
	"key" TEXT NOT NULL,
	digest TEXT NOT NULL,
	answer BLOB NOT NULL,
	at FLOAT NOT NULL,
	PRIMARY KEY (partner, "key")
);
INSERT INTO authorizations VALUES ('S1', 'p', 'u', 1.0, x'86a3736964a25331a7706172746e6572a170a3756964a175a374656ca174aa6772616e7465645f6174cb3ff0000000000000a7636f6e73656e7483a776657273696f6ea131a873686f776e5f617400a97469636b65645f617400');
INSERT INTO jobs VALUES ('j', 'auth', 'S1', x'7b7d', 'waiting', 2.0, 1, 0, 1.0);
INSERT INTO tries VALUES ('j', 1, 1.0, '500', 500, '', 0.1);
