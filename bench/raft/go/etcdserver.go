//go:build etcdserver

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"go.etcd.io/etcd/clientv3"
)

// etcd itself: a process for each node, with its log on disk, loaded by its own client. Each client of the
// load puts a key of its own to its command.

func init() {
	newCluster = func(s settings) cluster { return &etcdServers{settings: s} }
}

type etcdServers struct {
	settings  settings
	folder    string
	endpoints []string
	client    *clientv3.Client
	first     int64
	counted   traffic
}

func (c *etcdServers) start() error {
	folder, err := os.MkdirTemp(filepath.Dir(os.Args[0]), "etcd-")
	if err != nil {
		return err
	}
	c.folder = folder
	var members, peers []string
	for i := 1; i <= c.settings.nodes; i++ {
		c.endpoints = append(c.endpoints, "http://"+freeAddress())
		peers = append(peers, "http://"+freeAddress())
		members = append(members, fmt.Sprintf("node-%d=%s", i, peers[i-1]))
	}
	for i := range peers {
		name := fmt.Sprintf("node-%d", i+1)
		server := exec.Command("etcd", "--name", name, "--data-dir", filepath.Join(folder, name),
			"--listen-peer-urls", peers[i], "--initial-advertise-peer-urls", peers[i],
			"--listen-client-urls", c.endpoints[i], "--advertise-client-urls", c.endpoints[i],
			"--initial-cluster", strings.Join(members, ","))
		// It ends with this process, however that ends.
		server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		if err := server.Start(); err != nil {
			return err
		}
	}
	c.client, err = clientv3.New(clientv3.Config{Endpoints: c.endpoints, DialTimeout: patience})
	if err != nil {
		return err
	}
	return c.awaitLeader()
}

func freeAddress() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func (c *etcdServers) propose(client int, command []byte) (uint64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	response, err := c.client.Put(ctx, fmt.Sprint("client-", client), string(command))
	if err != nil {
		return 0, err
	}
	return uint64(response.Header.Revision - c.first), nil
}

func (c *etcdServers) stopLeader() { panic("processes are not asked to fail over") }

func (c *etcdServers) awaitLeader() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	response, err := c.client.Get(ctx, "leader")
	if err != nil {
		return err
	}
	c.first = response.Header.Revision
	return nil
}

// ledgers is what all keys together tell: each holds how many commands its client has had applied. The
// revision has grown by one for each of them.
func (c *etcdServers) ledgers() []*ledger {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	response, err := c.client.Get(ctx, "client-", clientv3.WithPrefix())
	if err != nil {
		panic(err)
	}
	l := newLedger(c.settings.clients)
	for _, pair := range response.Kvs {
		l.count += uint64(sequenceOf(pair.Value))
	}
	if l.count != uint64(response.Header.Revision-c.first) {
		l.disorder++
	}
	if err := os.RemoveAll(c.folder); err != nil {
		panic(err)
	}
	return []*ledger{l}
}

func (c *etcdServers) traffic() *traffic { return &c.counted }
