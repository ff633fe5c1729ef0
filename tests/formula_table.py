"""Formulas of textbooks: what is asked of which equations, the answer, three other forms of it and two near misses."""

from typing import NamedTuple


class Row(NamedTuple):
    """`cell` and `more` are lines of a problem file; `accepted` are equal to the answer, `missed` are not."""

    name: str
    cell: str
    more: str
    ask: str
    answer: str
    accepted: tuple[str, str, str]
    missed: tuple[str, str]


_LOGISTIC = "z: w*x + b; s: sigmoid(z); L: -(y*log(s) + (1 - y)*log(1 - s))"
_SQUARED = "z: w*x + b; s: sigmoid(z); L: (s - y)**2/2"
_SCALAR = "h[t]: tanh(V*h[t-1] + W*x[t])"
_GATED = "h[t]: relu(V*h[t-1] + W*x[t])"
_NORMAL = "L: log(s) + (y - m)**2/(2*s**2)"
_SOFTMAX = "z: W @ x + b; p: softmax(z); L: cross_entropy(p, y)"
_MLP = "h: relu(W_1 @ x + b_1); o: W_2 @ h + b_2; L: mse(o, y)"
_CLASSES = "h: tanh(W_1 @ x); p: softmax(W_2 @ h); L: cross_entropy(p, y)"
_RNN = "h[t]: tanh(V @ h[t-1] + W @ x[t] + b); l[t]: sum((h[t] - y[t])**2)/2; L: sum_t(l[t])"
_LSTM = (
    "f[t]: sigmoid(W_f @ x[t] + U_f @ h[t-1]); i[t]: sigmoid(W_i @ x[t] + U_i @ h[t-1]); o[t]: sigmoid(W_o @ x[t] + U_o @ h[t-1]); "
    "g[t]: tanh(W_g @ x[t] + U_g @ h[t-1]); c[t]: f[t]*c[t-1] + i[t]*g[t]; h[t]: o[t]*tanh(c[t])"
)
_GRU = "z[t]: sigmoid(u*x[t] + v*h[t-1]); n[t]: tanh(w*x[t] + r*h[t-1]); h[t]: (1 - z[t])*h[t-1] + z[t]*n[t]"
_VECTOR_GRU = "z[t]: sigmoid(W_z @ x[t] + U_z @ h[t-1]); n[t]: tanh(W_n @ x[t] + U_n @ h[t-1]); h[t]: (1 - z[t])*h[t-1] + z[t]*n[t]"
_NORM = "mu: mean(x); v: var(x); x_hat: (x - mu)/sqrt(v + eps); y: gamma*x_hat + beta; L: dot(g, y)"
_ATTENTION = "s: K @ q/sqrt(d); a: softmax(s); o: V.T @ a; L: dot(g, o)"
_VAE = "KL: -1/2*sum(1 + s - m**2 - exp(s))"
_SAMPLE = "z: m + exp(s/2)*e"
_RIDGE = "L: sum((X @ w - y)**2)/2 + lam/2*dot(w, w)"
_BATCH = "Z: X @ W + b; L: sum((Z - Y)**2)/2"
_SIZES = "shapes: {x: d, h: n}"

TABLE = [
    Row("sigmoid chain", "z: w*x + b; s: sigmoid(z)", "", "gradient of s wrt w", "s*(1 - s)*x",
        ("(s - s**2)*x", "sigmoid'(z)*x", "x*sigmoid(z)*(1 - sigmoid(z))"), ("s*(1 - s)", "s*(1 + s)*x")),
    Row("logistic regression, logit", _LOGISTIC, "", "gradient of L wrt z", "s - y",
        ("sigmoid(z) - y", "(1 - y)*s - y*(1 - s)", "-(y - s)"), ("y - s", "(s - y)*s*(1 - s)")),
    Row("logistic regression, weight", _LOGISTIC, "", "gradient of L wrt w", "(s - y)*x",
        ("x*(s - y)", "dL/dz*x", "s*x - y*x"), ("(y - s)*x", "(s - y)*w")),
    Row("squared error of a sigmoid", _SQUARED, "", "gradient of L wrt w", "(s - y)*s*(1 - s)*x",
        ("(s - y)*(s - s**2)*x", "(s - y)*sigmoid'(z)*x", "dL/ds*sigmoid'(z)*x"), ("(s - y)*x", "2*(s - y)*s*(1 - s)*x")),
    Row("a recurrence of three steps", _SCALAR, "horizon: 3", "gradient of h[3] wrt V",
        "(1 - h[3]**2)*(h[2] + V*(1 - h[2]**2)*(h[1] + V*(1 - h[1]**2)*h[0]))",
        ("tanh'(z[3])*(h[2] + V*dh[2]/dV)", "tanh'(z[3])*h[2] + tanh'(z[3])*V*tanh'(z[2])*h[1] + tanh'(z[3])*V*tanh'(z[2])*V*tanh'(z[1])*h[0]",
         "(1 - h[3]**2)*(h[2] + V*dh[2]/dV)"),
        ("(1 - h[3]**2)*(h[2] + V*(1 - h[2]**2)*h[1])", "(1 - h[3]**2)*(h[3] + V*dh[2]/dV)")),
    Row("a recurrence, any step", _SCALAR, "", "gradient of h[t] wrt V", "(1 - h[t]**2)*(h[t-1] + V*dh[t-1]/dV)",
        ("tanh'(z[t])*(h[t-1] + V*dh[t-1]/dV)", "(1 - h[t])*(1 + h[t])*(h[t-1] + V*dh[t-1]/dV)", "tanh'(z[t])*h[t-1] + tanh'(z[t])*V*dh[t-1]/dV"),
        ("(1 - h[t]**2)*h[t-1]", "(1 - h[t-1]**2)*(h[t-1] + V*dh[t-1]/dV)")),
    Row("two steps back", _SCALAR, "", "gradient of h[t] wrt h[t-2]", "(1 - h[t]**2)*V**2*(1 - h[t-1]**2)",
        ("tanh'(z[t])*tanh'(z[t-1])*V**2", "dh[t]/dh[t-1]*dh[t-1]/dh[t-2]", "V*V*(1 - h[t]**2)*(1 - h[t-1]**2)"),
        ("(1 - h[t]**2)*(1 - h[t-1]**2)*V", "(1 - h[t]**2)**2*V**2")),
    Row("gates of two steps", _GATED, "", "gradient of h[2] wrt h[0]", "relu'(z[2])*V**2*relu'(z[1])",
        ("V*relu'(z[2])*V*relu'(z[1])", "dh[2]/dh[1]*dh[1]/dh[0]", "relu'(z[1])*relu'(z[2])*V**2"), ("V**2*relu'(z[2])", "relu'(z[2])*relu'(z[1])*V*W")),
    Row("logistic loss", "z: w*x + b; L: log(1 + exp(-y*z))", "", "gradient of L wrt z", "-exp(-y*z)*y/(1 + exp(-y*z))",
        ("-y*sigmoid(-y*z)", "-y/(1 + exp(y*z))", "-y*(1 - sigmoid(y*z))"), ("y*sigmoid(-y*z)", "-y*sigmoid(y*z)")),
    Row("softplus", "z: w*x; y: softplus(z)", "", "gradient of y wrt w", "sigmoid(z)*x",
        ("x/(1 + exp(-z))", "x*sigmoid(w*x)", "softplus'(z)*x"), ("sigmoid(z)", "sigmoid(z)*(1 - sigmoid(z))*x")),
    Row("SiLU", "y: silu(z)", "", "gradient of y wrt z", "sigmoid(z) + y*(1 - sigmoid(z))",
        ("sigmoid(z)*(1 + z*(1 - sigmoid(z)))", "sigmoid(z) + z*sigmoid(z)*(1 - sigmoid(z))", "y + sigmoid(z)*(1 - y)"),
        ("sigmoid(z) + z*(1 - sigmoid(z))", "sigmoid(z)*(1 - z*(1 - sigmoid(z)))")),
    Row("GELU", "y: gelu(z)", "", "gradient of y wrt z", "Phi(z) + z*phi(z)", ("z*phi(z) + Phi(z)", "gelu'(z)", "1 - Phi(-z) + z*phi(z)"),
        ("Phi(z) + phi(z)", "Phi(z) - z*phi(z)")),
    Row("normal likelihood, mean", _NORMAL, "", "gradient of L wrt m", "(m - y)/s**2",
        ("-(y - m)/s**2", "(m - y)*s**-2", "m/s**2 - y/s**2"), ("(y - m)/s**2", "(m - y)/s")),
    Row("normal likelihood, deviation", _NORMAL, "", "gradient of L wrt s", "1/s - (y - m)**2/s**3",
        ("(s**2 - (y - m)**2)/s**3", "1/s*(1 - ((y - m)/s)**2)", "1/s - (m - y)**2/s**3"), ("1/s + (y - m)**2/s**3", "1/s - (y - m)**2/s**2")),
    Row("softmax and cross-entropy, logits", _SOFTMAX, "shapes: {x: d, y: k}", "gradient of L wrt z", "p - y",
        ("-(y - p)", "softmax(z) - y", "softmax(W @ x + b) - y"), ("y - p", "p*(p - y)")),
    Row("softmax and cross-entropy, weights", _SOFTMAX, "shapes: {x: d, y: k}", "gradient of L wrt W", "(p - y) @ x.T",
        ("p @ x.T - y @ x.T", "dL/dz @ x.T", "(x @ (p - y).T).T"), ("x @ (p - y).T", "(y - p) @ x.T")),
    Row("softmax and cross-entropy, input", _SOFTMAX, "shapes: {x: d, y: k}", "gradient of L wrt x", "W.T @ (p - y)",
        ("W.T @ p - W.T @ y", "W.T @ dL/dz", "((p - y).T @ W).T"), ("W.T @ (y - p)", "W.T @ p")),
    Row("softmax, Jacobian", "p: softmax(z)", "shapes: {z: k}", "jacobian of p wrt z", "diag(p) - p @ p.T",
        ("diag(softmax(z)) - p @ p.T", "diag(p) @ (identity(p) - ones(p) @ p.T)", "-(p @ p.T - diag(p))"), ("diag(p) - p.T @ p", "diag(p*(1 - p))")),
    Row("linear regression", "L: mse(W @ x + b, y)", "shapes: {W: [n, d], y: n}", "gradient of L wrt b", "2/n*(W @ x + b - y)",
        ("2*(W @ x + b - y)/n", "-2/n*(y - b - W @ x)", "(W @ x + b - y)*2/n"), ("2*(W @ x + b - y)", "1/n*(W @ x + b - y)")),
    Row("perceptron of two layers, lower weights", _MLP, "shapes: {x: d, h: n, y: k}", "gradient of L wrt W_1",
        "2/k*((W_2.T @ (o - y)*relu'(z)) @ x.T)",
        ("dL/dz @ x.T", "(2/k*(W_2.T @ (o - y))*relu'(z)) @ x.T", "2/k*(diag(relu'(z)) @ W_2.T @ (o - y) @ x.T)"),
        ("2/k*(W_2.T @ (o - y) @ x.T)", "(2/k*(W_2 @ (o - y))*relu'(z)) @ x.T")),
    Row("perceptron of two layers, upper weights", _MLP, "shapes: {x: d, h: n, y: k}", "gradient of L wrt W_2", "2/k*((o - y) @ h.T)",
        ("2/k*((o - y) @ relu(W_1 @ x + b_1).T)", "dL/do @ h.T", "2/k*(o @ h.T - y @ h.T)"), ("2/k*((o - y) @ z.T)", "2/n*((o - y) @ h.T)")),
    Row("classifier of two layers", _CLASSES, "shapes: {x: d, h: n, p: k}", "gradient of L wrt W_1", "(W_2.T @ (p - y)*(1 - h**2)) @ x.T",
        ("((1 - h**2)*(W_2.T @ (p - y))) @ x.T", "diag(1 - h**2) @ W_2.T @ (p - y) @ x.T", "(tanh'(z_h)*(W_2.T @ (p - y))) @ x.T"),
        ("((W_2.T @ (p - y))*(1 - h)) @ x.T", "((W_2.T @ (p - y))*h) @ x.T")),
    Row("backpropagation through time", _RNN, f"{_SIZES}; horizon: 3", "gradient of L wrt V",
        "dL/dz[3] @ h[2].T + dL/dz[2] @ h[1].T + dL/dz[1] @ h[0].T",
        ("dL/dz[1] @ h[0].T + dL/dz[2] @ h[1].T + ((h[3] - y[3])*(1 - h[3]**2)) @ h[2].T",
         "(tanh'(z[3])*dL/dh[3]) @ h[2].T + (tanh'(z[2])*dL/dh[2]) @ h[1].T + (tanh'(z[1])*dL/dh[1]) @ h[0].T",
         "(h[2] @ dL/dz[3].T + h[1] @ dL/dz[2].T + h[0] @ dL/dz[1].T).T"),
        ("dL/dz[3] @ h[3].T + dL/dz[2] @ h[2].T + dL/dz[1] @ h[1].T", "dL/dz[3] @ h[2].T + dL/dz[2] @ h[1].T")),
    Row("backpropagation through time, any step", _RNN, _SIZES, "gradient of L wrt h[t]", "V.T @ dL/dz[t+1] + h[t] - y[t]",
        ("h[t] - y[t] + V.T @ (tanh'(z[t+1])*dL/dh[t+1])", "V.T @ diag(1 - h[t+1]**2) @ dL/dh[t+1] + h[t] - y[t]", "-(y[t] - h[t]) + V.T @ dL/dz[t+1]"),
        ("V @ dL/dz[t+1] + h[t] - y[t]", "V.T @ dL/dz[t] + h[t] - y[t]")),
    Row("gradient at an argument", _RNN, _SIZES, "gradient of L wrt z[t]", "(V.T @ dL/dz[t+1] + h[t] - y[t])*(1 - h[t]**2)",
        ("(1 - h[t]**2)*dL/dh[t]", "diag(tanh'(z[t])) @ dL/dh[t]", "(1 - h[t]**2)*(V.T @ dL/dz[t+1] + h[t] - y[t])"), ("dL/dh[t]*h[t]", "dL/dh[t+1]*(1 - h[t]**2)")),
    Row("one step of a recurrent network", _RNN, _SIZES, "jacobian of h[t] wrt h[t-1]", "diag(1 - h[t]**2) @ V",
        ("diag(tanh'(z[t])) @ V", "tanh'(z[t])*V", "V - diag(h[t]**2) @ V"), ("V @ diag(1 - h[t]**2)", "diag(1 - h[t-1]**2) @ V")),
    Row("two steps of a recurrent network", _RNN, f"{_SIZES}; horizon: 3", "jacobian of h[3] wrt h[1]",
        "diag(1 - h[3]**2) @ V @ diag(1 - h[2]**2) @ V",
        ("dh[3]/dh[2] @ dh[2]/dh[1]", "diag(tanh'(z[3])) @ V @ diag(tanh'(z[2])) @ V", "diag(1 - h[3]**2) @ V @ dh[2]/dh[1]"),
        ("diag(1 - h[2]**2) @ V @ diag(1 - h[3]**2) @ V", "diag((1 - h[3]**2)*(1 - h[2]**2)) @ V @ V")),
    Row("LSTM, cell state", _LSTM, f"{_SIZES}; cut: h[t-1]", "jacobian of c[t] wrt c[t-1]", "diag(f[t])",
        ("diag(sigmoid(W_f @ x[t] + U_f @ h[t-1]))", "diag(1 - (1 - f[t]))", "diag(f[t]) @ identity(f[t])"), ("diag(i[t])", "diag(f[t-1])")),
    Row("LSTM, output gate", _LSTM, _SIZES, "jacobian of h[t] wrt o[t]", "diag(tanh(c[t]))",
        ("diag(tanh(f[t]*c[t-1] + i[t]*g[t]))", "diag(tanh(c[t])) @ identity(o[t])", "diag(h[t]/o[t])"), ("diag(c[t])", "diag(tanh(c[t-1]))")),
    Row("LSTM, output", _LSTM, _SIZES, "jacobian of h[t] wrt c[t]", "diag(o[t]*(1 - tanh(c[t])**2))",
        ("diag(o[t]) @ diag(1 - tanh(c[t])**2)", "diag(o[t]*tanh'(c[t]))", "diag(o[t] - h[t]**2/o[t])"), ("diag(o[t]*(1 - tanh(c[t])))", "diag(1 - tanh(c[t])**2)")),
    Row("GRU of numbers", _GRU, "", "gradient of h[t] wrt h[t-1]", "1 - z[t]*(1 - z[t])*v*h[t-1] - z[t] + z[t]*(1 - z[t])*v*n[t] + z[t]*(1 - n[t]**2)*r",
        ("1 - z[t] + (n[t] - h[t-1])*z[t]*(1 - z[t])*v + z[t]*(1 - n[t]**2)*r", "1 - z[t] + z[t]*tanh'(a_n[t])*r + sigmoid'(a_z[t])*v*(n[t] - h[t-1])",
         "1 - z[t]*(1 - (1 - n[t]**2)*r) + (n[t] - h[t-1])*z[t]*(1 - z[t])*v"),
        ("1 - z[t] + z[t]*(1 - n[t]**2)*r", "(h[t-1] - n[t])*z[t]*(1 - z[t])*v + 1 - z[t] + z[t]*(1 - n[t]**2)*r")),
    Row("GRU, update gate", _VECTOR_GRU, _SIZES, "jacobian of h[t] wrt z[t]", "diag(n[t] - h[t-1])",
        ("-diag(h[t-1] - n[t])", "diag(n[t]) - diag(h[t-1])", "diag((h[t] - h[t-1])/z[t])"), ("diag(h[t-1] - n[t])", "diag(n[t] - h[t])")),
    Row("normalization, input", _NORM, "shapes: {x: n, g: n, gamma: n, beta: n, eps: []}", "gradient of L wrt x",
        "1/(n*sqrt(v + eps))*(n*g*gamma - dot(g*gamma, x - mu)/(v + eps)*(x - mu) - sum(g*gamma))",
        ("(g*gamma - mean(g*gamma) - x_hat*mean(g*gamma*x_hat))/sqrt(v + eps)",
         "1/sqrt(v + eps)*(g*gamma - sum(g*gamma)/n - x_hat*dot(g*gamma, x_hat)/n)",
         "dL/dx_hat/sqrt(v + eps) + 2/n*dL/dv*(x - mu) + dL/dmu/n"),
        ("(g*gamma - mean(g*gamma))/sqrt(v + eps)", "(g*gamma - mean(g*gamma) + x_hat*mean(g*gamma*x_hat))/sqrt(v + eps)")),
    Row("normalization, scale", _NORM, "shapes: {x: n, g: n, gamma: n, beta: n, eps: []}", "gradient of L wrt gamma", "g*x_hat",
        ("x_hat*g", "g*(x - mu)/sqrt(v + eps)", "g*(x - mean(x))/sqrt(var(x) + eps)"), ("g*x", "g*(x - mu)/(v + eps)")),
    Row("attention, query", _ATTENTION, "shapes: {K: [n, d], V: [n, m], q: d, g: m}", "gradient of L wrt q", "1/sqrt(d)*(K.T @ (a*(V @ g - dot(V @ g, a))))",
        ("K.T @ dL/ds/sqrt(d)", "K.T @ (a*(V @ g - dot(V @ g, a)))/sqrt(d)", "K.T @ (diag(a) - a @ a.T) @ V @ g/sqrt(d)"),
        ("K.T @ dL/ds", "K.T @ (a*(V @ g))/sqrt(d)")),
    Row("attention, keys", _ATTENTION, "shapes: {K: [n, d], V: [n, m], q: d, g: m}", "gradient of L wrt K", "1/sqrt(d)*((a*(V @ g - dot(V @ g, a))) @ q.T)",
        ("dL/ds @ q.T/sqrt(d)", "(diag(a) - a @ a.T) @ V @ g @ q.T/sqrt(d)", "(q @ dL/ds.T).T/sqrt(d)"), ("dL/ds @ q.T/d", "dL/da @ q.T/sqrt(d)")),
    Row("attention, values", _ATTENTION, "shapes: {K: [n, d], V: [n, m], q: d, g: m}", "gradient of L wrt V", "a @ g.T",
        ("softmax(s) @ g.T", "(g @ a.T).T", "a @ dL/do.T"), ("g @ a.T", "s @ g.T")),
    Row("divergence of a normal distribution, mean", _VAE, "shapes: {m: n, s: n}", "gradient of KL wrt m", "m",
        ("2*m/2", "m + 0", "-(-m)"), ("-m", "2*m")),
    Row("divergence of a normal distribution, log variance", _VAE, "shapes: {m: n, s: n}", "gradient of KL wrt s", "1/2*(exp(s) - 1)",
        ("(exp(s) - 1)/2", "-1/2*(1 - exp(s))", "exp(s)/2 - 1/2"), ("(1 - exp(s))/2", "exp(s) - 1")),
    Row("reparametrization", _SAMPLE, "shapes: {m: n, s: n, e: n}", "jacobian of z wrt s", "diag(e*exp(s/2))/2",
        ("diag(exp(s/2)*e)/2", "diag(z - m)/2", "diag(e) @ diag(exp(s/2))/2"), ("diag(exp(s/2)*e)", "diag(exp(s)*e)/2")),
    Row("ridge regression", _RIDGE, "shapes: {X: [n, d], w: d, y: n, lam: []}", "gradient of L wrt w", "X.T @ (X @ w - y) + lam*w",
        ("lam*w + X.T @ X @ w - X.T @ y", "(X.T @ X + lam*identity(w)) @ w - X.T @ y", "-(X.T @ (y - X @ w)) + w*lam"),
        ("X.T @ (X @ w - y) + 2*lam*w", "X.T @ (y - X @ w) + lam*w")),
    Row("a layer on a batch, weights", _BATCH, "shapes: {X: [n, d], W: [d, k], Y: [n, k]}", "gradient of L wrt W", "X.T @ (Z - Y)",
        ("X.T @ dL/dZ", "X.T @ Z - X.T @ Y", "((Z - Y).T @ X).T"), ("(Z - Y).T @ X", "X.T @ (Y - Z)")),
    Row("a row through a layer", "y: x @ W; L: sum((y - c)**2)/2", "shapes: {W: [d, k], c: k}", "gradient of L wrt W", "x.T @ (y - c)",
        ("x.T @ y - x.T @ c", "x.T @ (x @ W - c)", "((y - c).T @ x).T"), ("(y - c).T @ x", "x.T @ (c - y)")),
    Row("a residual block", "y: x + relu(W @ x)", "shapes: {x: n}", "jacobian of y wrt x", "identity + diag(relu'(z_y)) @ W",
        ("diag(relu'(z_y)) @ W + identity(x)", "identity(x) + relu'(z_y)*W", "-(-identity(x) - diag(relu'(z_y)) @ W)"),
        ("diag(relu'(z_y)) @ W", "identity(x) + W @ diag(relu'(z_y))")),
    Row("a forward pass", "h[t]: tanh(V @ h[t-1] + W @ x[t])", f"{_SIZES}; horizon: 2", "h[2]",
        "tanh(V @ tanh(V @ h[0] + W @ x[1]) + W @ x[2])",
        ("tanh(V @ h[1] + W @ x[2])", "tanh(z[2])", "tanh(W @ x[2] + V @ tanh(W @ x[1] + V @ h[0]))"), ("tanh(V @ h[0] + W @ x[2])", "tanh(h[1] @ V + W @ x[2])")),
]  # fmt: skip
