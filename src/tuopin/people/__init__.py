"""人员 people: accounts, posts and scopes: who may see and do what, where, until when."""
